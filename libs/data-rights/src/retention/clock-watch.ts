import { DAY } from './retention-rule.js';

/** How the clock went when somebody looked last. */
export interface ClockState {
  readonly seenAt: Date | undefined;
  /** Since when it goes without a leap; absent where it never made one. */
  readonly steadySince: Date | undefined;
}

export interface ClockReading extends ClockState {
  /** When it may be trusted, should it go on like this; absent where it is trusted now. */
  readonly steadyAt: Date | undefined;
}

/**
 * Looks at the clock, which the worker does every hour. A leap of more than a day, in either direction, is a machine
 * that was switched off, or a clock that somebody set: nobody can tell which, and what a wrong clock takes does not come
 * back. So nothing goes by its date until the clock went on for a day from there. A clock that is put right within that
 * day leaps once more, back, and has taken nothing. Hours count from the epoch: daylight saving does not move it.
 */
export function watchClock({ seenAt, steadySince }: ClockState, now: Date): ClockReading {
  const leapt = seenAt !== undefined && Math.abs(now.getTime() - seenAt.getTime()) > DAY;
  const since = leapt ? now : steadySince;
  const trusted = since && new Date(since.getTime() + DAY);
  return { seenAt: now, steadySince: since, steadyAt: trusted && trusted > now ? trusted : undefined };
}
