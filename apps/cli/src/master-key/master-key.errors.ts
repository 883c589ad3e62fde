import { AppError } from '@hearthlore/kernel';

/** A key file that is missing, open to others, or holds something else; the message names it and says what to do. */
export class KeyFileError extends AppError {
  readonly kind = 'forbidden';
  readonly code: string = 'master-key.file';
}

/** What lies there was read, and is no key: nothing would be lost with it. */
export class NoKeyInFileError extends KeyFileError {
  override readonly code = 'master-key.no-key';
}

/** The keys at hand do not open this installation. Nothing was changed. */
export class MasterKeyMismatchError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'master-key.mismatch';
}

/** A rotation that would be unsafe here; the message says what to do instead. */
export class RotationRefusedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'master-key.rotation-refused';
}

/** The connection ended in the middle: only the database knows on which side, and the next start asks it. */
export class RotationCutOffError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'master-key.rotation-cut-off';
}
