import { AppError } from '@hearthlore/kernel';

/** The file as it is cannot become a document; nothing of it is kept. No message quotes it. */
export abstract class DocumentUnreadableError extends AppError {
  abstract override readonly code: `document.${string}`;
}

export class DocumentEncryptedError extends DocumentUnreadableError {
  readonly kind = 'unprocessable';
  readonly code = 'document.encrypted';

  constructor(options?: ErrorOptions) {
    super('The file is protected by a password. Save a copy without one and upload that.', options);
  }
}

export class DocumentEmptyError extends DocumentUnreadableError {
  readonly kind = 'unprocessable';
  readonly code = 'document.empty';

  constructor(options?: ErrorOptions) {
    super('The file is empty.', options);
  }
}

/** Typically scanned paper: pages that are pictures. */
export class DocumentNoTextError extends DocumentUnreadableError {
  readonly kind = 'unprocessable';
  readonly code = 'document.no-text';

  constructor(options?: ErrorOptions) {
    super('The file holds no text, only pictures of it or nothing at all.', options);
  }
}

/** More pages, text, memory or output than any honest document needs. */
export class DocumentUnsafeError extends DocumentUnreadableError {
  readonly kind = 'unprocessable';
  readonly code = 'document.unsafe';

  constructor(options?: ErrorOptions) {
    super('Reading the file was stopped: it goes beyond the limits that protect this server.', options);
  }
}

export class DocumentTimeoutError extends DocumentUnreadableError {
  readonly kind = 'unprocessable';
  readonly code = 'document.timeout';

  constructor(options?: ErrorOptions) {
    super('Reading the file took too long and was stopped.', options);
  }
}

export class DocumentDamagedError extends DocumentUnreadableError {
  readonly kind = 'unprocessable';
  readonly code = 'document.damaged';

  constructor(options?: ErrorOptions) {
    super('The file is damaged and cannot be read.', options);
  }
}

export class DocumentUnsupportedError extends DocumentUnreadableError {
  readonly kind = 'unsupported';
  readonly code = 'document.unsupported';

  constructor(options?: ErrorOptions) {
    super('This kind of file is not supported. PDF, plain text, Markdown and HTML are.', options);
  }
}

export class DocumentTooLargeError extends DocumentUnreadableError {
  readonly kind = 'too-large';
  readonly code = 'document.too-large';
  override readonly details: { readonly limitBytes: number };

  constructor(limitBytes: number, options?: ErrorOptions) {
    super(`The file is too large; the limit is ${Math.floor(limitBytes / 1_048_576)} MB.`, options);
    this.details = { limitBytes };
  }
}

/** The jail could not be set up on this machine (too old a Node, the program not built): the file is not at fault. */
export class ParserUnavailableError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'parser.unavailable';

  constructor(options?: ErrorOptions) {
    super('Files cannot be read at the moment. The server’s log says why.', options);
  }
}
