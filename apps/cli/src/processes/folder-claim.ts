import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, FolderInUseError, type FolderLock } from '@hearthlore/machine';

const POLL_MS = 100;
/** A supervisor whose launcher was killed notices within half a second that it has to go. */
const NOTICE_MS = 1_000;
/** What a stop in order may take, and a little more. */
const STOPPING_MS = 12_000;

/**
 * Claims a folder, waiting for one who is on the way out.
 *
 * @param patienceMs How long a holder that is not on the way out is waited for.
 * @throws {FolderInUseError} when the holder stays.
 */
export async function claimFolder(folder: string, signal: AbortSignal, patienceMs = NOTICE_MS): Promise<FolderLock> {
  for (let waited = 0; ; waited += POLL_MS) {
    try {
      return acquireLock(folder);
    } catch (error) {
      if (!(error instanceof FolderInUseError) || signal.aborted) throw error;
      if (waited >= (error.details.isStopping ? STOPPING_MS : patienceMs)) throw error;
    }
    await sleep(POLL_MS);
  }
}
