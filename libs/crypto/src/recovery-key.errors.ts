import { AppError } from '@hearthlore/kernel';

/** The check group does not fit: a slip of the pen, not a wrong key. */
export class UnreadableRecoveryKeyError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'recovery-key.mistyped';

  constructor() {
    super('The recovery key is mistyped. Check it group by group.');
  }
}
