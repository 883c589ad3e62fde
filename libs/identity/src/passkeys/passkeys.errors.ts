import { AppError } from '@hearthlore/kernel';

/** The same for a passkey nobody has, a wrong signature, a stale challenge and anything that cannot be read. */
export class PasskeyRefusedError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.passkey-invalid';

  constructor(options?: ErrorOptions) {
    super('This passkey does not open an account here', options);
  }
}

/** What a browser sent to add a passkey cannot be read, is for another page, or came too late. */
export class InvalidPasskeyError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'passkey.invalid';

  constructor(options?: ErrorOptions) {
    super('This passkey could not be added; try again', options);
  }
}

export class PasskeyExistsError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'passkey.exists';

  constructor() {
    super('This passkey is here already');
  }
}

export class TooManyPasskeysError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'passkey.too-many';
  override readonly details: { readonly most: number };

  constructor(most: number) {
    super('There is no room for another passkey; remove one first');
    this.details = { most };
  }
}

/** Also for somebody else's. */
export class PasskeyNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'passkey.not-found';

  constructor() {
    super('No such passkey');
  }
}

/** Browsers offer passkeys at https addresses with a name, and at `localhost`. */
export class PasskeysUnavailableError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'passkey.unavailable';
  override readonly details: { readonly reason: string };

  constructor(reason: string) {
    super('There can be no passkeys at this address');
    this.details = { reason };
  }
}
