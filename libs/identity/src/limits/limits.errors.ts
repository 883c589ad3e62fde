import { AppError } from '@hearthlore/kernel';

/** The same words whoever was meant and whatever was reached: an address that no member has is limited alike. */
export class RateLimitedError extends AppError {
  readonly kind = 'rate-limited';
  readonly code = 'rate-limited';
  override readonly retryAfterSeconds: number;

  /** @param wait Milliseconds. */
  constructor(wait: number) {
    super('Too many tries. Wait a moment.');
    this.retryAfterSeconds = Math.max(1, Math.ceil(wait / 1000));
  }
}

/** The same to whoever meets it; the log tells guessing from asking too often. */
export class GuessesLimitedError extends RateLimitedError {}

/** Where tries are counted does not answer: guessing without a count is not let through. */
export class CountersUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 5;

  constructor(options?: ErrorOptions) {
    super('This cannot be answered for the moment', options);
  }
}
