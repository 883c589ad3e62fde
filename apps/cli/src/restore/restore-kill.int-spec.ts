import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeKeyFile } from '@hearthlore/crypto';
import { startBundledPostgres } from '@hearthlore/machine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi, startApiOver } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { type StoredBackup, storeBackup } from '../../../../test/harness/backup-archive.js';
import { ada } from '../../../../test/harness/identity.js';
import { assertRestored, RestoreFolder } from './restore-folder.js';

const PROGRAM = join(import.meta.dirname, '../../../../dist/apps/cli/main.js');
/** Shares of the time that a whole restore takes: from the first thing it does to the last. */
const MOMENTS = [0.1, 0.3, 0.5, 0.65, 0.8, 0.9];

let api: ApiUnderTest;
let backup: StoredBackup;
let place: string;
let dataDir: string;

beforeAll(async () => {
  api = await startApi();
  await new ApiMember(api, ada).setsUp();
  place = mkdtempSync(join(tmpdir(), 'hearthlore-kill-'));
  mkdirSync(join(place, 'target'));
  backup = await storeBackup(api, join(place, 'target'));
  writeFileSync(join(place, 'identity'), backup.identity);
  dataDir = aDataFolder('data');
});

afterAll(async () => {
  await api.close();
  rmSync(place, { recursive: true, force: true });
});

function aDataFolder(name: string): string {
  const folder = join(place, name);
  mkdirSync(join(folder, 'secrets'), { recursive: true });
  writeFileSync(join(folder, 'secrets', 'master.key'), encodeKeyFile(api.masterKey), { mode: 0o400 });
  return folder;
}

/** The built program, as a person starts it. */
function restore(folder: string): ChildProcess {
  const { HOME, PATH } = process.env;
  return spawn(
    process.execPath,
    [PROGRAM, 'backup', 'restore', backup.path, '--identity-file', join(place, 'identity')],
    { env: { HOME, PATH, HEARTHLORE_DATA_DIR: folder }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

async function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, said };
}

it('that is killed anywhere is known as unfinished, and starts over', async () => {
  const began = performance.now();
  expect(await ended(restore(aDataFolder('whole')))).toMatchObject({ code: 0 });
  const whole = performance.now() - began;
  let unfinished = 0;
  for (const moment of MOMENTS) {
    const child = restore(dataDir);
    await sleep(whole * moment);
    // Unless it was over before.
    if (child.kill('SIGKILL') && child.exitCode === null) await once(child, 'exit');
    const file = RestoreFolder.findUnfinished(dataDir);
    // Killed before it claimed the folder, or when its last step was done.
    if (file === undefined) continue;
    unfinished += 1;
    expect(file).toBe(basename(backup.path));
    expect(() => assertRestored(dataDir)).toThrow(/starts over/);
  }
  expect(unfinished).toBeGreaterThanOrEqual(MOMENTS.length / 2);
  const { code, said } = await ended(restore(dataDir));
  // Where the last kill came too late, it is whole, and a further restore keeps off it.
  expect(code === 0 || said.includes('is not empty')).toBe(true);
  expect(() => assertRestored(dataDir)).not.toThrow();
  const postgres = await startBundledPostgres({ dataDir, isDurable: false });
  const over = await startApiOver(dataDir, postgres.urls, api.masterKey);
  try {
    const { email, passphrase } = ada;
    const answer = await over.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email, passphrase },
    });
    expect(answer.statusCode).toBe(200);
  } finally {
    await over.close();
    await postgres.stop();
  }
}, 600_000);
