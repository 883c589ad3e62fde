import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForEnd } from '../processes/running-process.js';
import { clusterPlace } from './placement.js';
import { findOrphan } from './postmaster.js';
import { ensureSystemUser } from './system-user.js';

/** An immediate stop takes no longer, in milliseconds. */
const END_PATIENCE = 30_000;

/**
 * Removes a data folder that was made for one purpose alone, with its cluster wherever that lies, and ends the server
 * that a killed process left running on it. Harmless where there is nothing.
 */
export async function removeBundledPostgres(dataDir: string): Promise<void> {
  if (!existsSync(dataDir)) return;
  const place = placeOf(dataDir);
  const orphan = findOrphan(join(place, 'postgres'), ensureSystemUser());
  if (orphan !== undefined) {
    process.kill(orphan.pid, 'SIGQUIT');
    await waitForEnd(orphan, END_PATIENCE);
  }
  rmSync(place, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** A pointer to a folder that is gone points to nothing that could be removed. */
function placeOf(dataDir: string): string {
  try {
    return clusterPlace(dataDir);
  } catch {
    return dataDir;
  }
}
