import { AppError } from '@hearthlore/kernel';

/**
 * Thrown for every ciphertext that does not open: wrong key, wrong place, flipped bit, cut off, unknown version.
 * One message for all of them, so that nobody learns from the difference. [Note: One failure]
 */
export class UnreadableCiphertextError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'vault.unreadable';

  constructor(options?: ErrorOptions) {
    super('The stored data cannot be opened', options);
  }
}
