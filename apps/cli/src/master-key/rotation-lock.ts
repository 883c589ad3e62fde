import { acquireLock, FolderInUseError, type FolderLock } from '@hearthlore/machine';
import { RotationRefusedError } from './master-key.errors.js';

/**
 * Keeps two rotations apart, and a start from a rotation: each would take the other's half-way state for a killed one.
 *
 * @param secrets The data folder's place for secrets.
 * @throws {RotationRefusedError} while another process holds it. A process that was killed holds nothing.
 */
export function lockMasterKey(secrets: string): FolderLock {
  try {
    return acquireLock(secrets);
  } catch (error) {
    if (!(error instanceof FolderInUseError)) throw error;
    throw new RotationRefusedError(
      `Another process (${error.details.pid}) is changing the master key. Try again when it has ended.`,
      { cause: error },
    );
  }
}
