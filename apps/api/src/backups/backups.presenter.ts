import { type BackupRow, type BackupsService, KEEP_RULES } from '@hearthlore/backup';
import type { BackupDto, BackupSettingsDto } from './backup.dto.js';

export function toBackupDto(backup: BackupRow): BackupDto {
  return {
    id: backup.id,
    state: backup.state,
    trigger: backup.trigger,
    step: backup.step,
    progress: backup.progress,
    file: backup.file,
    bytes: backup.bytes,
    recipients: backup.recipients,
    fencedFor: backup.fencedFor,
    error: backup.error,
    startedAt: backup.startedAt.toISOString(),
    finishedAt: backup.finishedAt?.toISOString() ?? null,
    verifiedAt: backup.verifiedAt?.toISOString() ?? null,
    verification: backup.verification,
    removedAt: backup.removedAt?.toISOString() ?? null,
  };
}

export function toBackupSettingsDto({
  settings,
  verifierKey,
}: Pick<BackupsService, 'settings' | 'verifierKey'>): BackupSettingsDto {
  return {
    isConfigured: settings.isConfigured,
    target: settings.target?.kind ?? null,
    isAppendOnly: settings.target?.isAppendOnly ?? false,
    recipients: settings.recipients.fingerprints,
    keep: { ...KEEP_RULES },
    verifierKey,
  };
}
