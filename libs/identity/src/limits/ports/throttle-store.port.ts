import type { Counted, WindowRule } from '../sliding-window.js';

/** Tries that wait longer each time. */
export interface GrowingRule {
  /** So many wrong ones cost nothing; the n-th after them blocks for 2^n seconds. */
  readonly free: number;
  /** Milliseconds that the wait grows to. */
  readonly longest: number;
  /** Milliseconds without a try after which all is forgotten. */
  readonly forget: number;
}

export type ThrottleRule = WindowRule | GrowingRule;

export interface Addition {
  readonly key: Uint8Array;
  readonly amount: number;
  /** Milliseconds. */
  readonly window: number;
}

/**
 * Where tries and requests are counted, for all processes and beyond a restart. Keys are HMACs: the store names no
 * address, no member and no network. Each change is one atomic statement, so that tries at once are all counted.
 */
export abstract class ThrottleStore {
  /**
   * Counts one try, unless the rule forbids it now. To be called before what is tried: of a hundred tries at once, as
   * many go through as are allowed.
   *
   * @returns Milliseconds to wait; 0 for a try that was counted and may be made.
   */
  abstract enter(key: Uint8Array, rule: ThrottleRule, now: Date): Promise<number>;

  /** The try that `enter` counted was none: it was right, or was not looked at. */
  abstract takeBack(key: Uint8Array): Promise<void>;

  abstract clear(key: Uint8Array): Promise<void>;

  /** Adds what was counted elsewhere. Every key once. @returns What stands there now, in the same order. */
  abstract add(additions: readonly Addition[], now: Date): Promise<Counted[]>;

  abstract read(key: Uint8Array): Promise<Counted | undefined>;

  /** Forgets what is over, and of the rest what would be over first where there are more than `most` counters. */
  abstract sweep(now: Date, most: number): Promise<void>;
}
