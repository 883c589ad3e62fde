import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionUrl, SUPERUSER, withClient } from '@hearthlore/machine';

export type Work<T> = Parameters<typeof withClient<T>>[1];

/** Somebody who writes to the database of a running product past all its rules: a superuser. */
export function asDatabaseWriter<T>(dataDir: string, work: Work<T>): Promise<T> {
  const password = readFileSync(join(dataDir, 'secrets', 'postgres'), 'utf8').trim();
  const server = { host: '127.0.0.1', port: databasePort(dataDir) };
  return withClient(connectionUrl(server, SUPERUSER, password, 'hearthlore'), work);
}

/** The port that a running bundled server noted in the fourth line of its pid file. */
export function databasePort(dataDir: string): number {
  const pidFile = join(clusterFolder(dataDir), 'postgres', 'postmaster.pid');
  return Number(readFileSync(pidFile, 'utf8').split('\n')[3]);
}

/** Where the bytes of the database lie: beside the rest, or elsewhere where its user cannot reach the data folder. */
export function clusterFolder(dataDir: string): string {
  const pointer = join(dataDir, 'postgres-location');
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : dataDir;
}
