import { AppError } from '@hearthlore/kernel';

/** The server of mail or of the webhook did not take it; later it may. Its answer may name an address: it is the cause. */
export class NotNotifiedError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'notify.failed';

  constructor(options?: ErrorOptions) {
    super('The message could not be sent', options);
  }
}

/** Refused for good, such as an address that does not exist: trying again changes nothing. */
export class NotificationRefusedError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'notify.refused';

  constructor(options?: ErrorOptions) {
    super('The message was refused', options);
  }
}
