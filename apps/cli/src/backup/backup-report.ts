import { z } from 'zod';
import { table } from '../terminal/printable.js';

const MEGABYTE = 1_000_000;

export const backupSchema = z.object({
  id: z.string(),
  state: z.enum(['active', 'completed', 'failed']),
  step: z.string().nullable(),
  progress: z.number(),
  file: z.string().nullable(),
  bytes: z.number().nullable(),
  error: z.string().nullable(),
  startedAt: z.string(),
  verifiedAt: z.string().nullable(),
  verification: z.string().nullable(),
  removedAt: z.string().nullable(),
});
export type Backup = z.output<typeof backupSchema>;

export const backupListSchema = z.object({
  data: z.array(backupSchema),
  settings: z.object({
    isConfigured: z.boolean(),
    target: z.string().nullable(),
    isAppendOnly: z.boolean(),
    recipients: z.array(z.string()),
    verifierKey: z.string(),
  }),
  lastGoodAt: z.string().nullable(),
});
export type BackupList = z.output<typeof backupListSchema>;

export function describeBackups({ data, settings, lastGoodAt }: BackupList): string {
  const { isConfigured, target, isAppendOnly, recipients, verifierKey } = settings;
  const where = isConfigured
    ? `To a ${target}${isAppendOnly ? ' that only grows' : ''}, for ${recipients.join(', ')}.`
    : 'Not configured: set HEARTHLORE_BACKUP_TARGET and HEARTHLORE_BACKUP_RECIPIENTS ("hearthlore backup keygen").';
  return [
    data.length === 0 ? 'No backups.' : table(data.map(toRow)),
    where,
    `Last good one: ${lastGoodAt ?? 'never'}.`,
    `Verifier key, to be kept with the identity: ${verifierKey}`,
  ].join('\n');
}

export function describeBackup(backup: Backup): string {
  if (backup.state === 'failed') return `Failed: ${backup.error ?? 'unknown'}.`;
  if (backup.state === 'active') return `${backup.step ?? 'at work'}, ${backup.progress} %`;
  return `${backup.file ?? ''}, ${sizeOf(backup)}: ${backup.verification ?? 'not read back yet'}.`;
}

/** Whether it is what was written, as far as anybody has looked. */
export function isGood({ state, verification }: Backup): boolean {
  return state === 'completed' && verification === 'good';
}

function toRow(backup: Backup): string[] {
  const state = backup.removedAt === null ? (backup.error ?? backup.verification ?? backup.state) : 'removed';
  return [backup.startedAt, sizeOf(backup), state, backup.file ?? backup.id];
}

function sizeOf({ bytes }: Backup): string {
  return bytes === null ? '-' : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
