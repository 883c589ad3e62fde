import { AppError } from '@hearthlore/kernel';

/** Uploads wait in memory, and memory is limited: the next one has to come back. */
export class IngestionBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 5;

  constructor() {
    super('Too many files are being read at the moment; try again shortly');
  }
}
