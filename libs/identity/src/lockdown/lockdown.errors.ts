import { AppError } from '@hearthlore/kernel';

/** The owner or an admin has shut the house: whoever may not open it again waits outside. */
export class LockedDownError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'maintenance';
  override readonly retryAfterSeconds = 600;

  constructor() {
    super('This installation is locked down. Its owner has to open it again.');
  }
}
