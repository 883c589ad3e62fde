import { AppError } from '@hearthlore/kernel';

/** Not 401: the session is fine, and a client must not throw it away. */
export class StepUpRefusedError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'auth.step-up-refused';

  constructor() {
    super('This did not prove that it is you');
  }
}

/** The passphrase was right; this member also has a second factor. */
export class StepUpCodeRequiredError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'auth.step-up-code-required';

  constructor() {
    super('Also enter the code of your authenticator app, or a backup code');
  }
}
