/** How long backups are kept: whichever rule keeps one keeps it, but none beyond `maxDays`. */
export interface KeepRules {
  readonly last: number;
  readonly daily: number;
  readonly weekly: number;
  readonly maxDays: number;
}

/** The age is what an erasure promises: after it no backup holds the wrapped keys of who was erased. */
export const KEEP_RULES: KeepRules = { last: 3, daily: 7, weekly: 4, maxDays: 35 };

const DAY = 86_400_000;

export interface Kept {
  readonly createdAt: Date;
}

/** Whether none of that age may be left anywhere: also at a target that removes by a rule of its own. */
export function isTooOld({ createdAt }: Kept, { maxDays }: KeepRules, now: Date): boolean {
  return createdAt.getTime() <= now.getTime() - maxDays * DAY;
}

/**
 * Which backups stay, as `restic forget --keep-last --keep-daily --keep-weekly` decides (restic documentation,
 * "Removing snapshots according to a policy"): from the newest on, the first of each of so many days or ISO weeks
 * that have one at all. Days and weeks are those of UTC, so that a change of clocks moves nothing.
 *
 * @returns Those to keep, newest first; what is older than `maxDays` is never among them.
 */
export function keptBackups<T extends Kept>(backups: readonly T[], rules: KeepRules, now: Date): T[] {
  const newestFirst = backups.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  const kept = new Set<T>(newestFirst.slice(0, rules.last));
  keepFirstOf(newestFirst, rules.daily, dayOf, kept);
  keepFirstOf(newestFirst, rules.weekly, weekOf, kept);
  return newestFirst.filter((backup) => kept.has(backup) && !isTooOld(backup, rules, now));
}

function keepFirstOf<T extends Kept>(
  newestFirst: readonly T[],
  periods: number,
  periodOf: (at: Date) => number,
  kept: Set<T>,
): void {
  const seen = new Set<number>();
  for (const backup of newestFirst) {
    const period = periodOf(backup.createdAt);
    if (seen.has(period)) continue;
    if (seen.size === periods) return;
    seen.add(period);
    kept.add(backup);
  }
}

function dayOf(at: Date): number {
  return Math.floor(at.getTime() / DAY);
}

/** Weeks begin on Monday (ISO 8601); 1970-01-01 was a Thursday. */
function weekOf(at: Date): number {
  return Math.floor((dayOf(at) + 3) / 7);
}
