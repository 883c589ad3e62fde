import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BackupTargetFullError, BackupTargetUnavailableError } from '../backup.errors.js';
import { describeBackupTarget } from '../testing/backup-target.contract.js';
import { FolderTarget } from './folder-target.js';

const MIB = 1024 * 1024;
const folders: string[] = [];
const mounts: string[] = [];

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-target-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Whether this machine lets a test have a small disk of its own; containers mostly do not. */
function canMount(): boolean {
  const folder = aFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}

async function* content(megabytes: number, between?: () => void): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < megabytes; sent += 1) {
    if (sent === 1) between?.();
    yield await Promise.resolve(new Uint8Array(MIB).fill(sent));
  }
}

describeBackupTarget('a folder', () => Promise.resolve(new FolderTarget(aFolder())));

describe('a folder', () => {
  it('is for the server’s user alone, and cleans away what a killed process left', async () => {
    const folder = aFolder();
    const target = new FolderTarget(folder);
    await target.write('backup', content(1));
    expect(statSync(join(folder, 'backup')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, '.killed.partial'), 'half');
    expect(await target.list()).toHaveLength(1);
    await target.clean('killed');
    expect(readdirSync(folder)).toEqual(['backup']);
  });

  it('that is not there is not made: a disk that is not mounted must not become a folder on the other one', async () => {
    const missing = join(aFolder(), 'not-mounted');
    const target = new FolderTarget(missing);
    for (const work of [() => target.write('x', content(1)), () => target.list(), () => target.read('x')])
      await expect(work()).rejects.toThrow(BackupTargetUnavailableError);
    expect(() => statSync(missing)).toThrow(/ENOENT/);
  });

  it('that goes away in the middle fails the run, and the next one mends it', async () => {
    const folder = aFolder();
    const [mounted, away] = [join(folder, 'disk'), join(folder, 'away')];
    mkdirSync(mounted);
    const target = new FolderTarget(mounted);
    const goes = () => renameSync(mounted, away);
    await expect(target.write('backup', content(4, goes))).rejects.toThrow(BackupTargetUnavailableError);
    renameSync(away, mounted);
    await target.clean('backup');
    await target.write('backup', content(2));
    expect(readdirSync(mounted)).toEqual(['backup']);
  });

  it.runIf(canMount())('that is full says so and is left as it was', async () => {
    const folder = aFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder]);
    mounts.push(folder);
    const target = new FolderTarget(folder);
    await target.write('before', content(1));
    await expect(target.write('backup', content(8))).rejects.toThrow(BackupTargetFullError);
    expect(readdirSync(folder)).toEqual(['before']);
    await target.write('after', content(1));
  });
});
