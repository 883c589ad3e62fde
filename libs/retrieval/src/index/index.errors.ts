import { AppError } from '@hearthlore/kernel';

/** The index of this member does not fit into the memory that is set aside for search, even with nobody else's beside it. */
export class IndexBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 30;

  constructor() {
    super('Search needs more memory than it may use');
  }
}
