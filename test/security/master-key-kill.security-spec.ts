import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@hearthlore/config';
import { decodeKeyFile, deriveWorkerKey, encodeKeyFile, newKey } from '@hearthlore/crypto';
import { createPool, migrate, openDatabase, OwnerTransactions } from '@hearthlore/database';
import {
  type AuthBundle,
  DrizzleInstallBundleStore,
  openAuthBundle,
  openOpsBundle,
  readMasterKeyStatus,
  tryMasterKeys,
} from '@hearthlore/vault';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireLock, type BundledPostgres, type FolderLock, startBundledPostgres } from '@hearthlore/machine';
import { chooseMasterKeySource } from '../../apps/cli/src/master-key/choose-master-key-source.js';
import { ensureMasterKey } from '../../apps/cli/src/master-key/settle-master-key.js';
import { WorkerKeyFile } from '../../apps/cli/src/master-key/worker-key-file.js';
import { newDataDir, removeDataDir } from '../harness/product.js';

const DISTRIBUTION = join(import.meta.dirname, '../../dist');
const PROGRAM = join(DISTRIBUTION, 'apps/cli/main.js');
/**
 * What the program does that outlives it, by system call; SIGKILL comes as the n-th of them begins. Each of the two
 * keys is written, moved beside the present one and moved over it, with a flush after every step; taking over the lock
 * of a killed one is a move, too.
 */
const STEPS = [
  ...[1, 2, 3, 4, 5].map((at) => ({ call: 'rename', at })),
  ...[1, 2, 3, 4, 5, 6].map((at) => ({ call: 'fsync', at })),
];
/** Moments of which nobody knows what is under way, the database's part included; milliseconds after the lock. */
const MOMENTS = Array.from({ length: 14 }, (_, at) => at * 8);

const dataDir = newDataDir();
const workFolder = mkdtempSync(join(tmpdir(), 'hearthlore-kill-'));
const secrets = join(dataDir, 'secrets');
const workerKey = join(secrets, 'worker.key');
let postgres: BundledPostgres;
let claim: FolderLock;
let pool: pg.Pool;
let store: DrizzleInstallBundleStore;
let before: AuthBundle;

beforeAll(async () => {
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  // A stand-in for a running Hearthlore: the folder is claimed and its database is up.
  postgres = await startBundledPostgres({ dataDir, isDurable: false });
  claim = acquireLock(dataDir);
  await migrate(postgres.urls.owner, join(DISTRIBUTION, 'migrations'));
  pool = createPool(new Secret(postgres.urls.app), { max: 2, name: 'security-spec' });
  store = new DrizzleInstallBundleStore(new OwnerTransactions(openDatabase(pool)));
  const first = newKey();
  writeFileSync(join(secrets, 'master.key'), encodeKeyFile(first), { mode: 0o400 });
  writeFileSync(workerKey, encodeKeyFile(deriveWorkerKey(first)), { mode: 0o400 });
  before = await openAuthBundle(store, first);
});

afterAll(async () => {
  await pool.end();
  await postgres.stop();
  claim.release();
  removeDataDir(dataDir);
  rmSync(workFolder, { recursive: true, force: true });
});

const keyIn = (file: string) => decodeKeyFile(readFileSync(file)) ?? expect.unreachable();
const leftovers = () =>
  readdirSync(secrets).filter((name) => name.startsWith('master.key.') || name.startsWith('worker.key.'));

function spawnRotation(wrapper: readonly string[] = []) {
  const [program, ...args] = [...wrapper, process.execPath, PROGRAM, 'rotate', 'master'];
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, HEARTHLORE_DATA_DIR: dataDir, WORKER_KEY_FILE: workerKey };
  return spawn(program, args, { env, stdio: 'ignore' });
}

/** What every start does before it hands the key to a service. */
async function starts(): Promise<Uint8Array> {
  const env = {
    HEARTHLORE_DATA_DIR: dataDir,
    HEARTHLORE_ALLOW_INSECURE: '',
    MASTER_KEY_FILE: undefined,
    CREDENTIALS_DIRECTORY: undefined,
  };
  const key = await ensureMasterKey(chooseMasterKeySource(env, '/nowhere'), store);
  new WorkerKeyFile(workerKey).follow(key);
  return key;
}

/** One key, in its place, opens everything; the worker's goes with it; what is inside did not change. */
async function expectWhole(): Promise<void> {
  const { version } = await readMasterKeyStatus(store);
  const key = await starts();
  expect(keyIn(join(secrets, 'master.key'))).toEqual(key);
  expect(keyIn(workerKey)).toEqual(deriveWorkerKey(key));
  expect(leftovers()).toEqual([]);
  await expect(tryMasterKeys(store, [key])).resolves.toMatchObject({ outcome: 'opened' });
  await expect(openOpsBundle(store, deriveWorkerKey(key))).resolves.toBeDefined();
  const { peppers, ...rest } = await openAuthBundle(store, key);
  expect({ ...rest, peppers: before.peppers }).toEqual(before);
  expect(Math.max(...peppers.keys())).toBe(version);
  // The next start has nothing left to do.
  await expect(starts()).resolves.toEqual(key);
}

describe('hearthlore rotate master beside a running server', () => {
  it('rotates', async () => {
    const child = spawnRotation();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect(leftovers()).toEqual([]);
    await expectWhole();
    expect((await readMasterKeyStatus(store)).version).toBe(2);
  });

  it.each(STEPS)('killed as $call number $at begins, opens with exactly one key', async ({ call, at }) => {
    const inject = ['-f', '-qq', '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${at}`];
    const trace = join(workFolder, 'trace');
    const child = spawnRotation(['strace', ...inject, '-o', trace]);
    await once(child, 'exit');
    expect(readFileSync(trace, 'utf8')).toContain('killed by SIGKILL');
    await expectWhole();
  });

  it.each(MOMENTS)('killed %d ms after it took the lock, opens with exactly one key', async (delay) => {
    rmSync(join(secrets, 'lock'), { force: true });
    const child = spawnRotation();
    const ended = once(child, 'exit');
    while (!existsSync(join(secrets, 'lock')) && child.exitCode === null) await sleep(1);
    await sleep(delay);
    child.kill('SIGKILL');
    await ended;
    // The last moments may come too late: then it rotated, and that has to be whole, too.
    expect(child.signalCode ?? child.exitCode).toBeOneOf(['SIGKILL', 0]);
    await expectWhole();
  });

  it('goes on rotating after all that', async () => {
    const { version } = await readMasterKeyStatus(store);
    const child = spawnRotation();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
    expect((await readMasterKeyStatus(store)).version).toBe(version + 1);
    await expectWhole();
  });
});
