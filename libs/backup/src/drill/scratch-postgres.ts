import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  acquireLock,
  type DatabaseUrls,
  FolderInUseError,
  type FolderLock,
  removeBundledPostgres,
  startBundledPostgres,
} from '@hearthlore/machine';

const PREFIX = 'drill-';
const DATABASE = 'hearthlore';

/** A database of a drill's own. What is in it is ciphertext, as in the live one. */
export interface ScratchDatabase {
  readonly urls: DatabaseUrls;
  readonly superuserUrl: string;
}

/**
 * Starts a PostgreSQL in a folder of its own inside the data folder, and removes it whatever happens; what a killed
 * drill left is removed before.
 *
 * @throws {PostgresUnavailableError}
 */
export async function withScratchPostgres<T>(
  dataDir: string,
  work: (scratch: ScratchDatabase) => Promise<T>,
): Promise<T> {
  await removeLeftovers(dataDir);
  const folder = mkdtempSync(join(dataDir, PREFIX));
  const lock = acquireLock(folder);
  try {
    // It is gone in minutes, and a power cut ends the drill anyway: nothing of it needs to reach the disk.
    const server = await startBundledPostgres({ dataDir: folder, database: DATABASE, isDurable: false });
    try {
      const superuserUrl = Object.assign(new URL(server.superuserUrl), { pathname: DATABASE }).href;
      return await work({ urls: server.urls, superuserUrl });
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
    await removeBundledPostgres(folder);
  }
}

/** Removes the folders of drills whose process is gone; another process's running one stays. */
export async function removeLeftovers(dataDir: string): Promise<void> {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(dataDir, name);
    const lock = claim(folder);
    if (lock === undefined) continue;
    lock.release();
    await removeBundledPostgres(folder);
  }
}

function claim(folder: string): FolderLock | undefined {
  try {
    return acquireLock(folder);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}
