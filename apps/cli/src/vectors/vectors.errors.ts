import { AppError } from '@hearthlore/kernel';

/** Nobody agreed to what the other store learns, or it cannot be given up now; the message says what to do. */
export class SwitchRefusedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'vector-store.switch-refused';
}
