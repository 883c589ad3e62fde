import { AppError } from '@hearthlore/kernel';

/**
 * A model's runtime does not answer, or answered something that is no answer.
 * Callers may retry or go on without it; what the runtime said stays in `cause`, because it may repeat a prompt.
 */
export class ModelUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'model.unavailable';
  override readonly retryAfterSeconds = 5;

  constructor(options?: ErrorOptions) {
    super('The model does not answer', options);
  }
}
