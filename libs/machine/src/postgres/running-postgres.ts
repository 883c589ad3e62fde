import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionUrl } from './bootstrap.js';
import { SUPERUSER } from './cluster.js';
import { clusterPlace } from './placement.js';
import { PostgresUnavailableError } from './postgres.errors.js';

/**
 * Connects to the bundled server that a running Hearthlore started. Passwords of roles live in its memory alone, so
 * this comes as the superuser, whose password is beside the cluster, and acts as one of the roles from the start.
 *
 * @throws {PostgresUnavailableError} where it is not up yet, or no longer.
 */
export function runningUrl(dataDir: string, role: 'hl_app' | 'hl_owner', database = 'hearthlore'): string {
  const pidFile = join(clusterPlace(dataDir), 'postgres', 'postmaster.pid');
  const passwordFile = join(dataDir, 'secrets', 'postgres');
  // The file's fourth line is the port (storage/lmgr/pidfile.h).
  const port = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[3]) : Number.NaN;
  if (!Number.isSafeInteger(port) || port <= 0 || !existsSync(passwordFile))
    throw new PostgresUnavailableError('The database of the running Hearthlore is not up: try again in a moment.');
  const password = readFileSync(passwordFile, 'utf8').trim();
  const url = new URL(connectionUrl({ host: '127.0.0.1', port }, SUPERUSER, password, database));
  url.searchParams.set('options', `-c role=${role}`);
  return url.href;
}
