import { AppError } from '@hearthlore/kernel';

/** Nobody took the job in time, or the run that took it failed; a job that still waits is done once somebody is there. */
export class JobTimeoutError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 30;

  constructor(options?: ErrorOptions) {
    super('The worker does not answer', options);
  }
}

/** Where the queues lie does not answer: nothing was added. */
export class QueueUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'queue.unavailable';
  override readonly retryAfterSeconds = 10;

  constructor(options?: ErrorOptions) {
    super('The queue does not answer', options);
  }
}
