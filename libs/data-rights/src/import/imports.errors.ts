import { AppError } from '@hearthlore/kernel';

/** Neither a zip of ours nor one in an age file. */
export class NotAnExportError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'import.not-an-export';

  constructor(options?: ErrorOptions) {
    super('This file is no Hearthlore export', options);
  }
}

/** Something in it is not what its manifest says, or does not hold to the format. */
export class ExportDamagedError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'import.damaged';

  constructor(options?: ErrorOptions) {
    super('This export is damaged', options);
  }
}

/** More entries, bytes or compression than an export of ours has. */
export class UnsafeExportError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'import.unsafe';

  constructor() {
    super('This file is built to do harm, or far too large');
  }
}

/** A later program made it: what it means is not known here. */
export class NewerExportError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'import.newer';
  override readonly details: { readonly version: number };

  constructor(version: number) {
    super('This export was made by a newer Hearthlore; update this one first');
    this.details = { version };
  }
}

/** It is encrypted, and no passphrase came with it. */
export class ImportPassphraseRequiredError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'import.passphrase-required';

  constructor() {
    super('This export opens with a passphrase');
  }
}

/** Or the file was changed: age tells no difference. */
export class ImportPassphraseWrongError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'import.passphrase-wrong';

  constructor(options?: ErrorOptions) {
    super('The passphrase does not open this export', options);
  }
}

/** The file was in memory alone, and went with it: what was brought in by then stays, and the same file goes on. */
export class ImportInterruptedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'import.interrupted';

  constructor() {
    super('The import was interrupted; bring the file again');
  }
}

/** One of a member at a time. */
export class ImportRunningError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'import.running';

  constructor() {
    super('An import is under way');
  }
}

/** Files wait in memory, and there is room for few. */
export class ImportBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 60;

  constructor() {
    super('Others import at this moment; try again shortly');
  }
}
