import { AppError, type ErrorKind } from '@hearthlore/kernel';
import { CommanderError } from 'commander';

export const ExitCode = { done: 0, failed: 1, wrongUse: 2, refused: 3 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const CODES = {
  invalid: ExitCode.wrongUse,
  unauthenticated: ExitCode.refused,
  forbidden: ExitCode.refused,
  'not-found': ExitCode.failed,
  conflict: ExitCode.refused,
  gone: ExitCode.failed,
  'too-large': ExitCode.refused,
  unsupported: ExitCode.refused,
  unprocessable: ExitCode.refused,
  'rate-limited': ExitCode.refused,
  unavailable: ExitCode.failed,
} as const satisfies Record<ErrorKind, ExitCode>;

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.wrongUse;
  return error instanceof AppError ? CODES[error.kind] : ExitCode.failed;
}

/** What a person reads. An error of ours says all there is to say; a foreign one is a fault, so its origin is shown. */
export function explain(error: unknown): string {
  if (error instanceof AppError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
