import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, Secret } from '@hearthlore/config';
import { createPool, migrate, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { DrizzleInstallBundleStore, type InstallBundleStore, NotStartedYetError } from '@hearthlore/vault';
import { FolderInUseError, PostgresUnavailableError, runningUrl } from '@hearthlore/machine';
import { WrongUseError } from '../client/client.errors.js';
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

/** The installation's database, of a server that runs or started for this run. */
export interface DatabaseAccess {
  readonly isServerRunning: boolean;
  /**
   * @param role `owner` owns the tables and sees no rows of theirs; what is settled for an installation is its to write.
   * @throws {WrongUseError} where that connection is not set.
   */
  url(role: DatabaseRole): string;
  close(): Promise<void>;
}

export type DatabaseRole = 'app' | 'owner';

/**
 * Beside a running server, over its database; else the data folder is claimed and its database started for this run.
 *
 * @throws {NotStartedYetError} @throws {RotationRefusedError} @throws {PostgresUnavailableError}
 */
export async function openInstallation(env: Env, distribution: string): Promise<InstallationAccess> {
  const undo = new Undo();
  try {
    const database = await openInstallationDatabase(env, distribution, (data) => {
      const lock = lockMasterKey(data.secrets);
      undo.later(() => lock.release());
    });
    undo.later(() => database.close());
    const pool = createPool(new Secret(database.url('app')), { max: 2, name: 'hearthlore-cli' });
    undo.later(() => pool.end());
    const store = new DrizzleInstallBundleStore(new OwnerTransactions(openDatabase(pool)));
    await assertReachable(store);
    return { store, isServerRunning: database.isServerRunning, close: () => undo.run() };
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/**
 * @param whenClaimed Called before a database is started.
 * @throws {NotStartedYetError} @throws {PostgresUnavailableError}
 */
export async function openInstallationDatabase(
  env: Env,
  distribution: string,
  whenClaimed: (data: DataFolder) => void = () => undefined,
): Promise<DatabaseAccess> {
  const data = usedDataFolder(env);
  const undo = new Undo();
  try {
    const claim = await claimUnlessServed(data.path);
    undo.later(() => claim?.release());
    whenClaimed(data);
    if (claim === undefined)
      return { url: (role) => servedUrl(role, env, data.path), isServerRunning: true, close: () => undo.run() };
    await new Leftovers(data.path).end();
    const database = await openRunDatabase(env, data.path);
    undo.later(() => database.stop());
    await migrate(database.urls.owner, join(distribution, 'migrations'));
    return { url: (role) => database.urls[role], isServerRunning: false, close: () => undo.run() };
  } catch (error) {
    await undo.run();
    throw error;
  }
}

/** What was opened, to be closed in reverse order. */
class Undo {
  readonly #steps: (() => unknown)[] = [];

  later(step: () => unknown): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) await step();
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

function servedUrl(role: DatabaseRole, env: Env, dataDir: string): string {
  const { DATABASE_URL: owner, DATABASE_APP_URL: app } = env;
  if (role === 'app') return app?.reveal() ?? runningUrl(dataDir, 'hl_app');
  if (owner === undefined && app !== undefined)
    throw new WrongUseError('Set DATABASE_URL too, the connection of the owner of the tables: this is its to write.');
  return owner?.reveal() ?? runningUrl(dataDir, 'hl_owner');
}

async function assertReachable(store: InstallBundleStore): Promise<void> {
  try {
    await store.installationId();
  } catch (cause) {
    throw new PostgresUnavailableError('The database does not answer: try again in a moment.', { cause });
  }
}
