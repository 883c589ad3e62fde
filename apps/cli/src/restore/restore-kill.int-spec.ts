import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { encodeKeyFile } from '@hearthlore/crypto';
import { startBundledPostgres } from '@hearthlore/machine';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi, startApiOver } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { type StoredBackup, storeBackup } from '../../../../test/harness/backup-archive.js';
import { ada } from '../../../../test/harness/identity.js';
import { RestoreAxe } from '../../../../test/harness/restore-axe.js';
import { type RestoreWanted, restoreWhole } from '../../../../test/harness/restore-command.js';
import { assertRestored, RestoreFolder } from './restore-folder.js';

/** Shares of the time that a restore has its folder for: from the first thing it does to the last. */
const MOMENTS = [0, 0.1, 0.3, 0.5, 0.65, 0.8, 0.9];

let api: ApiUnderTest;
let backup: StoredBackup;
let place: string;
let identityFile: string;

beforeAll(async () => {
  api = await startApi();
  await new ApiMember(api, ada).setsUp();
  place = mkdtempSync(join(tmpdir(), 'hearthlore-kill-'));
  identityFile = join(place, 'identity');
  mkdirSync(join(place, 'target'));
  backup = await storeBackup(api, join(place, 'target'));
  writeFileSync(identityFile, backup.identity);
});

afterAll(async () => {
  await api.close();
  rmSync(place, { recursive: true, force: true });
});

function aDataFolder(): string {
  const folder = mkdtempSync(join(place, 'data-'));
  mkdirSync(join(folder, 'secrets'), { recursive: true });
  writeFileSync(join(folder, 'secrets', 'master.key'), encodeKeyFile(api.masterKey), { mode: 0o400 });
  return folder;
}

const wanted = (into: string): RestoreWanted => ({ file: backup.path, identityFile, into });

/** Nothing says that it is unfinished, and its member signs in. */
async function expectWhole(dataDir: string): Promise<void> {
  expect(() => assertRestored(dataDir)).not.toThrow();
  const postgres = await startBundledPostgres({ dataDir, isDurable: false });
  try {
    const over = await startApiOver(dataDir, postgres.urls, api.masterKey);
    const { email, passphrase } = ada;
    const login = { method: 'POST', url: '/api/v1/auth/login', payload: { email, passphrase } } as const;
    const { statusCode } = await over.app.inject(login);
    await over.close();
    expect(statusCode).toBe(200);
  } finally {
    await postgres.stop();
  }
}

it('that is killed anywhere is known as unfinished, and starts over', async () => {
  let dataDir = aDataFolder();
  const axe = await RestoreAxe.measuredBy(wanted(dataDir), (child) => child.kill('SIGKILL'));
  await expectWhole(dataDir);
  dataDir = aDataFolder();
  let unfinished = 0;
  for (let tries = 0; unfinished < MOMENTS.length && tries < MOMENTS.length * 3; tries += 1) {
    const after = await axe.fallsOn(wanted(dataDir), MOMENTS[unfinished] ?? 0);
    if (after === undefined) {
      // It was done before: then it is whole, and another one goes on elsewhere.
      await expectWhole(dataDir);
      dataDir = aDataFolder();
      continue;
    }
    unfinished += 1;
    expect(RestoreFolder.findUnfinished(dataDir)).toBe(basename(backup.path));
    expect(() => assertRestored(dataDir)).toThrow(/starts over/);
  }
  expect(unfinished).toBe(MOMENTS.length);
  await restoreWhole(wanted(dataDir));
  await expectWhole(dataDir);
}, 600_000);
