import {
  DocumentDamagedError,
  DocumentEmptyError,
  DocumentEncryptedError,
  DocumentNoTextError,
  DocumentTimeoutError,
  type DocumentUnreadableError,
  DocumentUnsafeError,
} from './document-unreadable.errors.js';

export const UNREADABLE_REASONS = ['encrypted', 'damaged', 'empty', 'no-text', 'unsafe', 'timeout'] as const;
/** What the parser program may say of a file that it cannot read. */
export type UnreadableReason = (typeof UNREADABLE_REASONS)[number];

const ERRORS = {
  encrypted: DocumentEncryptedError,
  damaged: DocumentDamagedError,
  empty: DocumentEmptyError,
  'no-text': DocumentNoTextError,
  unsafe: DocumentUnsafeError,
  timeout: DocumentTimeoutError,
} as const satisfies Record<UnreadableReason, new (options?: ErrorOptions) => DocumentUnreadableError>;

export function unreadableError(reason: UnreadableReason, options?: ErrorOptions): DocumentUnreadableError {
  return new ERRORS[reason](options);
}
