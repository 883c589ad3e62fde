import { AppError } from '@hearthlore/kernel';

/** The entry may not be on disk: whoever wanted it written should not go on as if it were. */
export class AuditUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'audit.unavailable';

  constructor(options?: ErrorOptions) {
    super('The audit log cannot be written at the moment', options);
  }
}

/** The download broke off, or was none: that says nothing about the log. */
export class IncompleteExportError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'audit.export-incomplete';

  constructor() {
    super('The export of the audit log is not complete; try again');
  }
}
