import { AppError } from '@hearthlore/kernel';

export class BadNameError extends AppError {
  readonly kind = 'invalid';
  readonly code = 'tls.bad-name';
  constructor(text: string) {
    super(`"${text}" is neither a name nor an address, such as attic.local or 192.168.1.2.`);
  }
}

/** The authority on people's devices is limited, and that cannot be widened without giving them another one. */
export class OutsideAuthorityError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'tls.outside-authority';
  constructor(what: string) {
    super(
      `The authority that your devices trust cannot vouch for ${what}. "hearthlore tls init --new-authority" makes another one, which every device has to be given anew.`,
    );
  }
}

export class NoAuthorityKeyError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'tls.no-authority-key';
  constructor(file: string) {
    super(
      `${file} is missing. Put it back from your copy, or make a new authority with "hearthlore tls init --new-authority".`,
    );
  }
}
