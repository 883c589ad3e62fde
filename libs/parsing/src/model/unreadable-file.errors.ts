import { AppError } from '@hearthlore/kernel';

export const UNREADABLE_REASONS = ['encrypted', 'damaged', 'empty', 'no-text', 'unsafe', 'timeout'] as const;
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

/** The file cannot be read. The message never quotes it; what a library said stays in `cause`. */
export class UnreadableFileError extends AppError {
  readonly kind = 'unprocessable';
  readonly code: `document.${UnreadableReason}`;

  constructor(
    readonly reason: UnreadableReason,
    options?: ErrorOptions,
  ) {
    super('The file cannot be read', options);
    this.code = `document.${reason}`;
  }
}
