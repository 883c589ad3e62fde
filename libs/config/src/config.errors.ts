import { AppError } from '@hearthlore/kernel';

/** Names every bad variable and no value: the message ends up in logs. */
export class InvalidEnvironmentError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'config.invalid';

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`Bad configuration: ${problems.join('; ')}`, options);
  }
}
