import { AppError } from '@hearthlore/kernel';

/** The session is fine, its keys are not in memory: one refresh brings them back. */
export class VaultLockedError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'vault.locked';

  constructor() {
    super('The vault is locked; refresh the session once');
  }
}

/** Inside this library alone: a set is under a key that was added after the vault was opened. */
export class DataKeyMissingError extends VaultLockedError {}

/** The member has to prove once more to be there: a stolen open session is not enough for this. */
export class StepUpRequiredError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'auth.step-up-required';

  constructor() {
    super('Confirm with your passphrase first');
  }
}

/** Stored records are missing, old, swapped or altered: somebody or something wrote to the database besides us. */
export class RecordsTamperedError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'vault.tampered';

  constructor(options?: ErrorOptions) {
    super('Stored data does not match its sealed manifest', options);
  }
}

export class RecordSetNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'record-set.not-found';

  constructor() {
    super('No such record set');
  }
}

/** Stretching a passphrase takes 128 MiB: only so many may wait for it. */
export class StretchingBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 2;

  constructor() {
    super('Too many sign-ins at once; try again in a moment');
  }
}

/** The refresh token is unknown, expired, or was used after its successor: the session is over. */
export class SessionRevokedError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.session-revoked';

  constructor() {
    super('This session has ended');
  }
}

export class WrongMasterKeyError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'install.wrong-master-key';

  constructor(options?: ErrorOptions) {
    super('The master key does not belong to this data', options);
  }
}
