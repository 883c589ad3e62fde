import { setTimeout as sleep } from 'node:timers/promises';
import type { Env, WorkerSecrets } from '@hearthlore/config';
import { assertLeastPrivilege, createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { openQueueBackend, type QueueBackend } from '@hearthlore/jobs';
import { DrizzleInstallBundleStore, type OpsBundle, openOpsBundle, WrongMasterKeyError } from '@hearthlore/vault';

const CONNECTIONS = 2;
/** The api makes the bundles on the very first start; until then the worker tries again, in milliseconds. */
const BUNDLE_WAIT = 250;
const BUNDLE_TRIES = 240;

/** What the worker has: ids and dates, the queues, and the ops bundle. No key of a member, and no way to one. */
export interface Workbench {
  readonly env: Env;
  readonly transactions: MaintenanceTransactions;
  readonly queues: QueueBackend;
  readonly ops: OpsBundle;
  readonly secrets: WorkerSecrets;
  close(): Promise<void>;
}

/**
 * @param nextKey A second key to try, as there is one while the master key is being rotated.
 * @throws {OverprivilegedRoleError} for a database role that row-level security does not bind.
 * @throws {WrongMasterKeyError} when the ops bundle does not open with a key that was handed over.
 */
export async function openWorkbench(env: Env, secrets: WorkerSecrets, nextKey?: Uint8Array): Promise<Workbench> {
  const pool = createPool(secrets.databaseUrls.jobs, { max: CONNECTIONS, name: 'hearthlore-worker' });
  try {
    await assertLeastPrivilege(pool);
    const transactions = new MaintenanceTransactions(openDatabase(pool));
    const store = new DrizzleInstallBundleStore({ runWithoutOwner: (work) => transactions.run(work) });
    const queues = openQueueBackend(env.HEARTHLORE_QUEUE, {
      postgres: secrets.databaseUrls.queue,
      redis: env.REDIS_URL,
    });
    await queues.prepare();
    const ops = await openWithEither(store, secrets.workerKey.reveal(), nextKey);
    return { env, transactions, queues, ops, secrets, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function openWithEither(
  store: DrizzleInstallBundleStore,
  workerKey: Uint8Array,
  nextKey: Uint8Array | undefined,
): Promise<OpsBundle> {
  try {
    return await openWhenMade(store, workerKey);
  } catch (error) {
    if (nextKey === undefined || !(error instanceof WrongMasterKeyError)) throw error;
    return openOpsBundle(store, nextKey);
  }
}

async function openWhenMade(store: DrizzleInstallBundleStore, workerKey: Uint8Array): Promise<OpsBundle> {
  for (let tries = 0; tries < BUNDLE_TRIES; tries += 1) {
    if ((await store.find('ops')) !== undefined) return openOpsBundle(store, workerKey);
    await sleep(BUNDLE_WAIT);
  }
  throw new WrongMasterKeyError();
}
