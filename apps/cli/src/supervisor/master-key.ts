import { Secret } from '@hearthlore/config';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { DrizzleInstallBundleStore } from '@hearthlore/vault';
import type { ChosenSource } from '../master-key/choose-master-key-source.js';
import { lockMasterKey } from '../master-key/rotation-lock.js';
import { ensureMasterKey } from '../master-key/settle-master-key.js';
import { WorkerKeyFile } from '../master-key/worker-key-file.js';
import type { DataFolder } from './data-folder.js';

/**
 * The key that this start serves with, proved against the database before anything is handed to a service.
 *
 * @param options.appUrl The api's connection to the migrated database.
 * @throws {KeyFileError} @throws {MasterKeyMismatchError} naming the source, and what to do.
 * @throws {RotationRefusedError} while a rotation is under way.
 */
export async function openMasterKey(
  chosen: ChosenSource,
  data: DataFolder,
  options: { readonly appUrl: string; readonly workerKeyFile: string | undefined },
): Promise<Uint8Array> {
  const lock = lockMasterKey(data.secrets);
  const pool = createPool(new Secret(options.appUrl), { max: 2, name: 'hearthlore-up' });
  try {
    const store = new DrizzleInstallBundleStore(new OwnerTransactions(openDatabase(pool)));
    const key = await ensureMasterKey(chosen, store);
    if (options.workerKeyFile !== undefined) new WorkerKeyFile(options.workerKeyFile).follow(key);
    return key;
  } finally {
    await pool.end();
    lock.release();
  }
}
