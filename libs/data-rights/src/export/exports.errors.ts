import { AppError, type ExportId } from '@hearthlore/kernel';

/** Also for somebody else's, and for one whose day is over. */
export class ExportNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'export.not-found';
  override readonly details: { readonly exportId: ExportId };

  constructor(exportId: ExportId) {
    super('No such export');
    this.details = { exportId };
  }
}

/** There is nothing to fetch yet, or there never will be. */
export class ExportNotReadyError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'export.not-ready';

  constructor() {
    super('This export is not ready');
  }
}

/** The passphrase was in memory alone, and went with it. */
export class ExportInterruptedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'export.interrupted';

  constructor() {
    super('The export was interrupted; ask for it again');
  }
}

/** Something that it was to hold was deleted while it was made: what is deleted must not live on in a copy. */
export class ExportOvertakenError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'export.overtaken';

  constructor(options?: ErrorOptions) {
    super('Something was deleted while the export was made; ask for it again', options);
  }
}

/** More than a zip can hold. */
export class ExportTooLargeError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'export.too-large';

  constructor() {
    super('There is more than one export can hold');
  }
}
