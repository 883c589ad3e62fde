import { AppError } from '@hearthlore/kernel';

/** There is always an owner, and this is the one. Whoever is alone erases the installation with its data folder. */
export class OwnerMustHandOverError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'erasure.owner-must-hand-over';

  constructor() {
    super('Hand the ownership over to another member first; if there is none, delete the whole installation');
  }
}

export class ErasureScheduledError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'erasure.scheduled';
  override readonly details: { readonly effectiveAt?: string };

  constructor(effectiveAt?: Date) {
    super('This account is to be erased already');
    this.details = effectiveAt === undefined ? {} : { effectiveAt: effectiveAt.toISOString() };
  }
}

/** There is none, or it has begun and cannot be taken back. */
export class ErasureNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'erasure.not-found';

  constructor() {
    super('There is no erasure to take back');
  }
}

/** The same for every token that belongs to no erasure, and for one that was taken back. */
export class ReceiptNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'erasure.receipt-not-found';

  constructor() {
    super('There is no erasure with this token');
  }
}

/** A backup, or something else that reads for long, still sees what was deleted. The next attempt goes on from here. */
export class ErasureWaitsError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'erasure.waits';

  constructor() {
    super('Something still reads what is being erased');
  }
}
