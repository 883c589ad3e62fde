import { AppError, type ErrorKind } from '@hearthlore/kernel';

const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  410: 'gone',
  413: 'too-large',
  415: 'unsupported',
  422: 'unprocessable',
  429: 'rate-limited',
};

/** The server's own no, in its own words and with its own code. */
export class ServerRefusedError extends AppError {
  readonly kind: ErrorKind;
  constructor(
    status: number,
    readonly code: string,
    message: string,
    override readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.kind = KINDS[status] ?? 'unavailable';
  }
}

export class ServerUnreachableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'server.unreachable';
  constructor(server: string, options?: ErrorOptions) {
    super(`Nothing answers at ${server}. Is Hearthlore running ("npm start")?`, options);
  }
}

export class NotSignedInError extends AppError {
  readonly kind = 'unauthenticated';
  readonly code = 'cli.not-signed-in';
  constructor(server: string) {
    super(`Not signed in to ${server}. Run "hearthlore login".`);
  }
}

/** Called in a way that cannot work; nothing was sent. */
export class WrongUseError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'cli.wrong-use';
}
