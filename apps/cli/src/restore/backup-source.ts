import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type BackupTarget, FolderTarget, openTarget, StoredBackups } from '@hearthlore/backup';
import type { Env } from '@hearthlore/config';
import { WrongUseError } from '../client/client.errors.js';

/** Where a backup is read from, with what lies beside it. */
export interface BackupSource {
  readonly name: string;
  readonly backups: StoredBackups;
  /** The newest ledger of erasures, as lines of JSON. */
  findLedger(): Promise<string | undefined>;
}

/**
 * @param file A file on this machine, or the name of one at the configured target.
 * @param ledger A file that takes the place of the ledger beside the backup.
 * @throws {WrongUseError} for a file that is nowhere.
 */
export function openBackupSource(env: Env, file: string, ledger: string | undefined): BackupSource {
  if (ledger !== undefined && !existsSync(ledger)) throw new WrongUseError(`There is no file ${ledger}.`);
  const backups = new StoredBackups(placeOf(env, file));
  return {
    name: basename(file),
    backups,
    findLedger: () => (ledger === undefined ? backups.findLedger() : Promise.resolve(readFileSync(ledger, 'utf8'))),
  };
}

function placeOf(env: Env, file: string): BackupTarget {
  if (existsSync(file) && statSync(file).isFile()) return new FolderTarget(dirname(resolve(file)));
  const target = openTarget(env);
  if (target === undefined || basename(file) !== file)
    throw new WrongUseError(
      `There is no file ${file}, and no backup target (HEARTHLORE_BACKUP_TARGET) that could have it.`,
    );
  return target;
}
