import { AppError, type ErrorKind } from '@hearthlore/kernel';

/** The file was encrypted for others, or the identity is none. Nothing of it was opened. */
export class WrongIdentityError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'backup.wrong-identity';

  constructor(options?: ErrorOptions) {
    super('This identity does not open the backup', options);
  }
}

/** Cut short, changed, or no backup at all: nothing of it is kept. */
export class BackupDamagedError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'backup.damaged';
  override readonly details: { readonly part?: string };

  /** @param part Which entry of the archive does not fit, by its name. */
  constructor(part?: string, options?: ErrorOptions) {
    super(part === undefined ? 'The backup is damaged' : `The backup is damaged (${part})`, options);
    this.details = part === undefined ? {} : { part };
  }
}

export type ManifestFault = 'backup.manifest-altered' | 'backup.manifest-swapped' | 'backup.manifest-of-another';

const MANIFEST_FAULTS: Readonly<Record<ManifestFault, string>> = {
  'backup.manifest-altered': 'The manifest beside the backup was changed: its signature does not fit',
  'backup.manifest-swapped': 'The manifest is not of this file: one of the two was exchanged or cut short',
  'backup.manifest-of-another': 'The backup is of another installation than its manifest says',
};

/** What lies beside the file does not vouch for it. */
export class ManifestRefusedError extends AppError {
  readonly kind = 'unprocessable';

  constructor(
    readonly code: ManifestFault,
    options?: ErrorOptions,
  ) {
    super(MANIFEST_FAULTS[code], options);
  }
}

/** Made by a newer program. */
export class SchemaTooNewError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'backup.schema-too-new';

  constructor(readonly appVersion: string) {
    super(`The backup was made by a newer version (${appVersion}): update Hearthlore first`);
  }
}

/** Its tables are of no version that this program descends from. */
export class SchemaUnknownError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'backup.schema-unknown';

  constructor() {
    super('The tables of the backup are of no version that this program knows');
  }
}

/** Something is there already, and nothing is ever overwritten. */
export class FolderNotEmptyError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'restore.folder-not-empty';

  constructor(folder: string) {
    super(`${folder} is not empty. Restore into an empty data folder (HEARTHLORE_DATA_DIR): nothing was changed.`);
  }
}

/** What is known of erasures does not reach as far as it has to: somebody who was erased might come back. */
export class LedgerGapError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'restore.ledger-gap';
  override readonly details: { readonly fault: string };

  constructor(fault: string, message: string) {
    super(message);
    this.details = { fault };
  }
}

/** No room for what is in the backup. */
export class RestoreDiskFullError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'restore.disk-full';

  constructor(options?: ErrorOptions) {
    super('The disk is full: make room and run the restore again, it starts over', options);
  }
}

/** PostgreSQL refused what the backup holds. */
export class RestoreRefusedError extends AppError {
  readonly kind: ErrorKind = 'unprocessable';
  readonly code = 'restore.refused';

  constructor(options?: ErrorOptions) {
    super('The database did not take what the backup holds', options);
  }
}

const DISK_FULL = '53100';

/** @returns What a person can do something about, in the place of what the system or PostgreSQL said. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === DISK_FULL || error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return new RestoreDiskFullError({ cause: error });
  // Classes of SQLSTATE that the data and not the server is the reason for (PostgreSQL, appendix A).
  if (typeof error.code === 'string' && /^(22|23|42)\w{3}$/.test(error.code))
    return new RestoreRefusedError({ cause: error });
  return error;
}
