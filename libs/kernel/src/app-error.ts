/** What went wrong, without naming a transport. One filter in apps/api turns it into a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'unprocessable'
  | 'rate-limited'
  | 'unavailable';

/**
 * Base of every error that a person or a client may meet.
 * `message` and `details` are safe to show and to log; the secret-bearing truth stays in `cause`.
 */
export abstract class AppError extends Error {
  abstract readonly kind: ErrorKind;
  /** Stable and documented: clients switch on it. */
  abstract readonly code: string;
  /** Ids, limits and counts that help the client; never content. */
  readonly details: Readonly<Record<string, unknown>> = {};
  /** Seconds after which the same call may succeed; becomes Retry-After. */
  readonly retryAfterSeconds: number | undefined = undefined;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
