import { AppError } from '@hearthlore/kernel';

/** A program that fills a box nobody empties: it waits for its member, too. */
export class IngestBoxFullError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'quota.exceeded';
  override readonly details: { readonly documents: number; readonly bytes: number };

  /** What a box holds. */
  constructor(most: { readonly documents: number; readonly bytes: number }) {
    super('Too much waits for this member to sign in');
    this.details = most;
  }
}
