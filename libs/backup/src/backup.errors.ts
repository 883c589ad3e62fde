import { AppError } from '@hearthlore/kernel';

/** No target or no recipient is set: there is nothing to write to, or nobody who could open it. */
export class BackupNotConfiguredError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'backup.not-configured';

  constructor() {
    super('No backup target or no recipient is configured');
  }
}

/** The settings name something that is no recipient, or no target. Never repeats a value: it may be a secret. */
export class InvalidBackupSettingsError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'backup.invalid-settings';
}

export class BackupTargetFullError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'backup.target-full';

  constructor(options?: ErrorOptions) {
    super('The backup target is full', options);
  }
}

/** The target cannot be reached, or went away in the middle. */
export class BackupTargetUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'backup.target-unavailable';

  constructor(options?: ErrorOptions) {
    super('The backup target does not answer', options);
  }
}

/** Nothing of that name is at the target. */
export class BackupFileMissingError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'backup.file-missing';

  constructor(options?: ErrorOptions) {
    super('The backup is not at its target', options);
  }
}

/** Also where the backup is known but not there any more. */
export class BackupNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'backup.not-found';

  constructor() {
    super('No such backup');
  }
}

/** One at a time: two would fence each other's snapshots. */
export class BackupRunningError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'backup.running';

  constructor() {
    super('A backup is being made');
  }
}

/** The database has a table that the program neither backs up nor leaves out knowingly. */
export class UnknownTableError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'backup.unknown-table';

  constructor(tables: readonly string[]) {
    super(`Tables that no backup knows: ${tables.join(', ')}`);
  }
}

/** The database did not give what was asked of it. */
export class BackupSourceError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'backup.source-failed';

  constructor(options?: ErrorOptions) {
    super('The database could not be read', options);
  }
}

/** Read back, it is not what was written. */
export class BackupVerificationError extends AppError {
  readonly kind = 'unavailable';
  readonly code: string;

  /** @param finding What the look at it found. */
  constructor(finding: string) {
    super('The backup at the target is not what was written');
    this.code = `backup.${finding}`;
  }
}
