import { AppError } from '@hearthlore/kernel';

/** The first factor was right. Nothing is open yet; the challenge names this sign-in for five minutes. */
export class SecondFactorRequiredError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.second-factor-required';
  override readonly details: { readonly challenge: string };

  constructor(challenge: string) {
    super('Enter the code of your authenticator app, or a backup code');
    this.details = { challenge };
  }
}

/** The same for a wrong code, one that was used, and a backup code that is spent. */
export class InvalidCodeError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.second-factor-invalid';

  constructor() {
    super('This code is not right, or was used already');
  }
}

/** The same for a challenge that never was, has expired, was answered, or had to make room. */
export class ChallengeExpiredError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'auth.challenge-expired';

  constructor() {
    super('This sign-in took too long; begin again');
  }
}

export class TooManyCodesError extends AppError {
  readonly kind = 'rate-limited';
  readonly code = 'rate-limited';
  override readonly retryAfterSeconds: number;

  constructor(milliseconds: number) {
    super('Too many tries');
    this.retryAfterSeconds = Math.max(1, Math.ceil(milliseconds / 1000));
  }
}

/** No seed was offered in the last minutes that a code could confirm. */
export class FactorNotOfferedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'second-factor.not-offered';

  constructor() {
    super('Begin with a new QR code: this one is too old');
  }
}

export class FactorNotSetError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'second-factor.not-found';

  constructor() {
    super('No authenticator app is set up');
  }
}
