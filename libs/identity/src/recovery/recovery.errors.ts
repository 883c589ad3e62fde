import { AppError } from '@hearthlore/kernel';

/** Well formed, and not this account's: the same for a key that was replaced and for one that never was. */
export class WrongRecoveryKeyError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'recovery-key.wrong';

  constructor() {
    super('This key does not open this account. Check it group by group.');
  }
}

/** The installation has a new master key: it can neither read the old profile nor find a member by the old address. */
export class ProfileRequiredError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'auth.profile-required';

  constructor() {
    super('This installation has new keys. Give your name and e-mail address once more.');
  }
}
