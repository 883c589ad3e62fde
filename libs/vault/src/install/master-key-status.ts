import { AuditAction, type AuditLog } from '@hearthlore/audit';
import type { InstallBundleStore } from '../ports/install-bundle-store.port.js';

export interface MasterKeyStatus {
  readonly version: number;
  /** Members who have not signed in since the last rotation: their passphrase is still under an older pepper. */
  readonly membersOnOldPeppers: number;
}

/** Of the database, not of this process: a rotation beside a running api shows at once. */
export async function readMasterKeyStatus(store: InstallBundleStore): Promise<MasterKeyStatus> {
  const version = (await store.find('auth'))?.masterVersion ?? 0;
  const counts = [...(await store.countPeppers())];
  return {
    version,
    membersOnOldPeppers: counts.reduce((sum, [of, members]) => (of < version ? sum + members : sum), 0),
  };
}

/**
 * Tells the log that the master key was changed since an api last started, and notes which one this api knows. The
 * command that changes it cannot write the log itself: it may run while no api does, and the log's key is inside.
 */
export async function noteMasterKeyChange(store: InstallBundleStore, log: AuditLog): Promise<void> {
  const [known, current] = [await store.knownMasterVersion(), (await store.find('auth'))?.masterVersion];
  if (current === undefined || current <= known) return;
  const isLost = (await store.listRetiredVersions()).some((version) => version >= known);
  await log.append({ action: isLost ? AuditAction.masterKeyLost : AuditAction.masterKeyRotated, result: 'ok' });
  await store.noteMasterVersion(current);
}
