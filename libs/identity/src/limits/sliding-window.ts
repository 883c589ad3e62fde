/** So many in any stretch of time. */
export interface WindowRule {
  readonly most: number;
  /** Milliseconds. */
  readonly window: number;
}

/** What was counted in the window that began at `startedAt`, and in the one before. */
export interface Counted {
  readonly count: number;
  readonly previousCount: number;
  readonly startedAt: Date;
}

/** Windows begin at whole multiples of their length, so that all processes count in the same ones. */
export function windowStart(now: Date, window: number): Date {
  return new Date(Math.floor(now.getTime() / window) * window);
}

/** The same counts as seen at `now`, when later windows may have begun. */
export function countedAt(now: Date, window: number, counted: Counted): Counted {
  const startedAt = windowStart(now, window);
  const windows = Math.round((startedAt.getTime() - counted.startedAt.getTime()) / window);
  if (windows <= 0) return counted;
  return { count: 0, previousCount: windows === 1 ? counted.count : 0, startedAt };
}

/**
 * Two fixed windows make a sliding one: the earlier counts by the share of it that is still within reach. Needs no
 * list of times, and is off by little where requests come evenly (Cloudflare, "How we built rate limiting", 2017).
 */
export function estimateAt(now: Date, window: number, counted: Counted): number {
  const { count, previousCount, startedAt } = countedAt(now, window, counted);
  const passed = Math.max(0, now.getTime() - startedAt.getTime()) / window;
  return count + previousCount * Math.max(0, 1 - passed);
}

/** Milliseconds until one more is allowed; 0 where it is now. */
export function waitAt(now: Date, { most, window }: WindowRule, counted: Counted): number {
  const { count, previousCount, startedAt } = countedAt(now, window, counted);
  const passed = Math.max(0, now.getTime() - startedAt.getTime());
  const room = most - 1;
  if (room < 0) return window;
  if (count <= room) return Math.max(0, Math.ceil(shrinkTime(previousCount, room - count, window) - passed));
  return Math.ceil(window - passed + shrinkTime(count, room, window));
}

/** How far into a window what was counted in the one before it has shrunk to `room`. */
function shrinkTime(previousCount: number, room: number, window: number): number {
  return previousCount <= room ? 0 : window * (1 - room / previousCount);
}
