import { fileURLToPath } from 'node:url';
import type { Env } from '@hearthlore/config';
import { InvalidBackupSettingsError } from '../backup.errors.js';
import { AppendOnlyTarget } from './append-only-target.js';
import type { BackupTarget } from './backup-target.port.js';
import { FolderTarget } from './folder-target.js';
import { S3Target } from './s3-target.js';

export type TargetSettings = Pick<
  Env,
  | 'HEARTHLORE_BACKUP_TARGET'
  | 'HEARTHLORE_BACKUP_S3_ENDPOINT'
  | 'HEARTHLORE_BACKUP_S3_REGION'
  | 'HEARTHLORE_BACKUP_S3_KEY_ID'
  | 'HEARTHLORE_BACKUP_S3_SECRET'
  | 'HEARTHLORE_BACKUP_APPEND_ONLY'
>;

/**
 * @returns `undefined` where none is set. Nothing is asked of the target yet.
 * @throws {InvalidBackupSettingsError}
 */
export function openTarget(settings: TargetSettings): BackupTarget | undefined {
  if (settings.HEARTHLORE_BACKUP_TARGET === undefined) return undefined;
  const url = new URL(settings.HEARTHLORE_BACKUP_TARGET);
  const target = url.protocol === 'file:' ? new FolderTarget(folderOf(url)) : s3Target(url, settings);
  return settings.HEARTHLORE_BACKUP_APPEND_ONLY === 'on' ? new AppendOnlyTarget(target) : target;
}

function folderOf(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new InvalidBackupSettingsError('HEARTHLORE_BACKUP_TARGET: a folder is written file:///path', { cause });
  }
}

function s3Target(url: URL, settings: TargetSettings): BackupTarget {
  const { HEARTHLORE_BACKUP_S3_KEY_ID: keyId, HEARTHLORE_BACKUP_S3_SECRET: secret } = settings;
  if (keyId === undefined || secret === undefined)
    throw new InvalidBackupSettingsError('HEARTHLORE_BACKUP_TARGET: s3 needs HEARTHLORE_BACKUP_S3_KEY_ID and _SECRET');
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  return new S3Target({
    bucket: url.hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region: settings.HEARTHLORE_BACKUP_S3_REGION,
    endpoint: settings.HEARTHLORE_BACKUP_S3_ENDPOINT,
    keyId,
    secret,
  });
}
