import { AppError } from '@hearthlore/kernel';

/** Starting would be unsafe or would lose data; the message says what to do instead. */
export class StartRefusedError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'start.refused';
}

/** A part of the product ended by itself or never answered. */
export class ServiceFailedError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'service.failed';
  override readonly details: { readonly service: string };
  constructor(service: string, what: string, options?: ErrorOptions) {
    super(`${service} ${what}`, options);
    this.details = { service };
  }
}
