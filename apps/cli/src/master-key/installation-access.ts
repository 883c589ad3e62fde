import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, Secret } from '@hearthlore/config';
import { createPool, migrate, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { DrizzleInstallBundleStore, type InstallBundleStore, NotStartedYetError } from '@hearthlore/vault';
import { FolderInUseError, PostgresUnavailableError, runningAppUrl } from '@hearthlore/machine';
import { claimFolder } from '../processes/folder-claim.js';
import { type DataFolder, ensureDataFolder } from '../supervisor/data-folder.js';
import { openRunDatabase } from '../supervisor/database.js';
import { assertRestored } from '../restore/restore-folder.js';
import { Leftovers } from '../supervisor/leftovers.js';
import { RotationRefusedError } from './master-key.errors.js';
import { lockMasterKey } from './rotation-lock.js';

/** The installation's bundles, while nobody else changes the master key. */
export interface InstallationAccess {
  readonly store: InstallBundleStore;
  readonly isServerRunning: boolean;
  close(): Promise<void>;
}

/**
 * Beside a running server, over its database; else the data folder is claimed and its database started for this run.
 *
 * @throws {NotStartedYetError} @throws {RotationRefusedError} @throws {PostgresUnavailableError}
 */
export async function openInstallation(env: Env, distribution: string): Promise<InstallationAccess> {
  const data = usedDataFolder(env);
  const undo: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.toReversed()) await step();
  };
  try {
    const claim = await claimUnlessServed(data.path);
    undo.push(() => claim?.release());
    const lock = lockMasterKey(data.secrets);
    undo.push(() => lock.release());
    const url =
      claim === undefined ? servedUrl(env, data.path) : await startDatabase(env, data.path, distribution, undo);
    const pool = createPool(new Secret(url), { max: 2, name: 'hearthlore-cli' });
    undo.push(() => pool.end());
    const store = new DrizzleInstallBundleStore(new OwnerTransactions(openDatabase(pool)));
    await assertReachable(store);
    return { store, isServerRunning: claim === undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws {NotStartedYetError} @throws {RotationRefusedError} for a folder of another user. */
export function usedDataFolder(env: Env): DataFolder {
  const wanted = env.HEARTHLORE_DATA_DIR;
  if (!existsSync(wanted)) throw new NotStartedYetError();
  const owner = statSync(wanted).uid;
  // What this process writes would be closed to the one that serves, and its database would change hands.
  if (process.getuid !== undefined && process.getuid() !== owner)
    throw new RotationRefusedError(
      `${wanted} belongs to another user (id ${owner}): run this as the user that Hearthlore runs as.`,
    );
  const data = ensureDataFolder(wanted);
  if (!data.isUsed && !env.DATABASE_URL) throw new NotStartedYetError();
  assertRestored(data.path);
  return data;
}

/** @returns `undefined` where a server runs. */
async function claimUnlessServed(folder: string) {
  try {
    return await claimFolder(folder, new AbortController().signal);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}

function servedUrl(env: Env, dataDir: string): string {
  return env.DATABASE_APP_URL?.reveal() ?? runningAppUrl(dataDir);
}

async function startDatabase(env: Env, dataDir: string, distribution: string, undo: (() => unknown)[]) {
  await new Leftovers(dataDir).end();
  const database = await openRunDatabase(env, dataDir);
  undo.push(() => database.stop());
  await migrate(database.urls.owner, join(distribution, 'migrations'));
  return database.urls.app;
}

async function assertReachable(store: InstallBundleStore): Promise<void> {
  try {
    await store.installationId();
  } catch (cause) {
    throw new PostgresUnavailableError('The database does not answer: try again in a moment.', { cause });
  }
}
