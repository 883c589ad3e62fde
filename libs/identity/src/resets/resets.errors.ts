import { AppError, type ResetId } from '@hearthlore/kernel';

/** Unknown, used, cancelled, expired or somebody else's: the same answer. */
export class ResetNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'reset.not-found';
  override readonly details: { readonly resetId?: ResetId };

  constructor(resetId?: ResetId) {
    super('This link does not exist, was used or cancelled, or has expired');
    this.details = resetId === undefined ? {} : { resetId };
  }
}

/** The member has a week to come and say that this was not wanted. */
export class ResetNotYetError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'reset.not-yet';
  override readonly details: { readonly effectiveAt: string };

  constructor(effectiveAt: Date) {
    super('This link cannot be used before its time of notice is over');
    this.details = { effectiveAt: effectiveAt.toISOString() };
  }
}
