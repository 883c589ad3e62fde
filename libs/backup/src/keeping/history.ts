import type { BackupRow } from '../making/backup-register.port.js';

/** One that was written whole. */
export type MadeBackup = BackupRow & { readonly file: string; readonly manifestSha256: Uint8Array };

export function isMadeHere(backup: BackupRow | undefined): backup is MadeBackup {
  return backup?.state === 'completed' && backup.file !== null && backup.manifestSha256 !== null;
}

/** @param newestFirst As the register lists them. @returns Hexadecimal SHA-256 of the newest manifest. */
export function newestKnown(newestFirst: readonly BackupRow[]): string | undefined {
  const newest = newestFirst.find(isMadeHere);
  return newest && Buffer.from(newest.manifestSha256).toString('hex');
}
