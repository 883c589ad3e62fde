import { AppError } from '@hearthlore/kernel';
import type { GrowingRule } from './ports/throttle-store.port.js';
import type { WindowRule } from './sliding-window.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Wrong tries that are let through (security.md of the design, §3; OWASP ASVS 5.0, 6.1.1). */
export const GUESS_LIMITS = {
  /** At one account, from devices it does not know; the same for each device it knows. */
  account: { free: 5, longest: 15 * MINUTE, forget: 24 * 60 * MINUTE } satisfies GrowingRule,
  /** From one network (/24, /64), whatever is guessed; and from one known device, where nobody's account is named. */
  network: { most: 20, window: 10 * MINUTE } satisfies WindowRule,
  /** Of the whole world: a guesser with many networks. Known devices are not held up by it. */
  everybody: { most: 100, window: MINUTE } satisfies WindowRule,
  /** In one session, for what asks for the passphrase once more. */
  session: { most: 5, window: 5 * MINUTE } satisfies WindowRule,
} as const;

/** What a try was. */
export type Outcome =
  /** It was wrong, and stays counted. */
  | 'wrong'
  /** It was right, or was never looked at. */
  | 'no-guess';

const GUESSES: ReadonlySet<AppError['kind']> = new Set(['unauthenticated', 'forbidden', 'not-found', 'gone']);

/** Wrong guesses of other kinds: a form that was filled in well, with the wrong thing. */
const WRONG: ReadonlySet<string> = new Set(['recovery-key.wrong']);

/** Refusals that say nothing about what was guessed, or come after it was right. */
const NO_GUESS: ReadonlySet<string> = new Set([
  'auth.second-factor-required',
  'auth.awaiting-confirmation',
  'auth.disabled',
  'auth.cross-site',
  'auth.session-revoked',
  'auth.step-up-code-required',
  'auth.step-up-required',
  'auth.token-invalid',
  'quota.exceeded',
  'setup.done',
  'vault.locked',
]);

/** An error that nobody has thought of here counts as a wrong guess, not as a free one. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof AppError)) return 'no-guess';
  const isGuess = WRONG.has(error.code) || (GUESSES.has(error.kind) && !NO_GUESS.has(error.code));
  return isGuess ? 'wrong' : 'no-guess';
}
