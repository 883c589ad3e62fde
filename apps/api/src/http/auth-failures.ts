import type { AuthFailure } from '@hearthlore/audit';
import { GuessesLimitedError } from '@hearthlore/identity';
import { AppError } from '@hearthlore/kernel';

/**
 * Refusals that say somebody tried to come in and could not. What a family meets every day is none: an access token
 * that ran out, a session that ended.
 */
const REASONS: Readonly<Record<string, AuthFailure>> = {
  'auth.invalid-credentials': 'credentials',
  'auth.second-factor-invalid': 'second-factor',
  'auth.passkey-invalid': 'passkey',
  'auth.step-up-refused': 'step-up',
  'recovery-key.wrong': 'recovery-key',
  'invite.not-found': 'invitation',
  'reset.not-found': 'reset-link',
  'setup.wrong-code': 'setup-code',
};

/** For the line of the log that fail2ban reads: one for each answer, whatever else is written about it. */
export function authFailureOf(error: unknown): AuthFailure | undefined {
  if (error instanceof GuessesLimitedError) return 'throttled';
  return error instanceof AppError ? REASONS[error.code] : undefined;
}
