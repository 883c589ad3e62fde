import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../processes/folder-lock.js';
import { writeSecretFile } from '../secret-files/write-secret-file.js';
import { findBinaries } from './binaries.js';
import {
  connectionUrl,
  type DatabaseUrls,
  ensureDatabase,
  ensureRoles,
  ensureSchemas,
  freshPasswords,
  roleUrls,
  withClient,
} from './bootstrap.js';
import { ensureCluster, SUPERUSER } from './cluster.js';
import { clusterHome, giveTo, reachableBinaries } from './placement.js';
import { startPostmaster } from './postmaster.js';
import { ensureSystemUser } from './system-user.js';

/** The bundled PostgreSQL, running, with its roles and its database in place. */
export interface BundledPostgres {
  readonly urls: DatabaseUrls;
  /** For tests that make databases; the product hands it to nobody. */
  readonly superuserUrl: string;
  readonly pid: number;
  /** Resolves with the server's last words when it ends, wanted or not. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface BundledPostgresOptions {
  /** Exists and belongs to this user. */
  readonly dataDir: string;
  readonly database?: string;
  /** `false` gives up surviving a power cut, for tests. */
  readonly isDurable?: boolean;
}

/** @throws {PostgresUnavailableError} with what a person can do about it. */
export async function startBundledPostgres(options: BundledPostgresOptions): Promise<BundledPostgres> {
  const { database = 'hearthlore', isDurable = true } = options;
  const dataDir = realpathSync(options.dataDir);
  const user = ensureSystemUser();
  const binaries = reachableBinaries(await findBinaries(), user);
  const home = clusterHome(dataDir, user);
  // Two data folders (one a copy) may point to one cluster; the lock on the data folder alone would not notice.
  const lock = home.isOutside ? acquireLock(home.path) : undefined;
  const password = ensureSuperuserPassword(dataDir);
  const folder = ensureCluster(home.path, { binaries, user, password, isDurable });
  giveTo(user, folder);
  const postmaster = await startPostmaster({ folder, binaries, user, isDurable });
  const stop = async (): Promise<void> => {
    await postmaster.stop();
    lock?.release();
  };
  const server = { host: '127.0.0.1', port: postmaster.port };
  const superuser = (name: string): string => connectionUrl(server, SUPERUSER, password, name);
  const passwords = freshPasswords();
  try {
    await withClient(superuser('postgres'), async (client) => {
      await ensureRoles(client, passwords);
      await ensureDatabase(client, database);
    });
    await withClient(superuser(database), ensureSchemas);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    urls: roleUrls(server, passwords, database),
    superuserUrl: superuser('postgres'),
    pid: postmaster.pid,
    ended: postmaster.ended,
    stop,
  };
}

/** The only database password on disk: whoever reads it can read the cluster's files as well. */
function ensureSuperuserPassword(dataDir: string): string {
  const folder = join(dataDir, 'secrets');
  const file = join(folder, 'postgres');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const password = randomBytes(32).toString('base64url');
  writeSecretFile(file, password, 0o600);
  return password;
}
