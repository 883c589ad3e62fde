import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkerSecrets } from '@hearthlore/config';
import { assertLeastPrivilege, createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { migrateQueues } from '@hearthlore/jobs';
import { DrizzleInstallBundleStore, type OpsBundle, openOpsBundle, WrongMasterKeyError } from '@hearthlore/vault';

const CONNECTIONS = 2;
/** The api makes the bundles on the very first start; until then the worker tries again, in milliseconds. */
const BUNDLE_WAIT = 250;
const BUNDLE_TRIES = 240;

/** What the worker has: ids and dates, the queue, and the ops bundle. No key of a member, and no way to one. */
export interface Workbench {
  readonly transactions: MaintenanceTransactions;
  readonly ops: OpsBundle;
  readonly secrets: WorkerSecrets;
  close(): Promise<void>;
}

/**
 * @throws {OverprivilegedRoleError} for a database role that row-level security does not bind.
 * @throws {WrongMasterKeyError} when the ops bundle does not open with the key that was handed over.
 */
export async function openWorkbench(secrets: WorkerSecrets): Promise<Workbench> {
  const pool = createPool(secrets.databaseUrls.jobs, { max: CONNECTIONS, name: 'hearthlore-worker' });
  try {
    await assertLeastPrivilege(pool);
    const transactions = new MaintenanceTransactions(openDatabase(pool));
    const store = new DrizzleInstallBundleStore({ runWithoutOwner: (work) => transactions.run(work) });
    await migrateQueues(secrets.databaseUrls.queue);
    const ops = await openWhenMade(store, secrets.workerKey.reveal());
    return { transactions, ops, secrets, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function openWhenMade(store: DrizzleInstallBundleStore, workerKey: Uint8Array): Promise<OpsBundle> {
  for (let tries = 0; tries < BUNDLE_TRIES; tries += 1) {
    if ((await store.find('ops')) !== undefined) return openOpsBundle(store, workerKey);
    await sleep(BUNDLE_WAIT);
  }
  throw new WrongMasterKeyError();
}
