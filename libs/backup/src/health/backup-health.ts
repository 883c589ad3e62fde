const HOUR = 3_600_000;

/** Backups run daily: past this age of the last good one, in milliseconds, a night was missed. */
export const BACKUP_AGE_LIMIT = 26 * HOUR;
/** Drills run monthly: past this age of the last good one, in milliseconds, a month was missed. */
export const DRILL_AGE_LIMIT = 35 * 24 * HOUR;

/** How one of the two stands. `never` is as bad as `stale`: nobody knows then whether anything could come back. */
export type HealthState = 'good' | 'stale' | 'never';

export interface RecoveryHealth {
  readonly backup: { readonly state: HealthState; readonly lastGoodAt: Date | undefined };
  readonly drill: { readonly state: HealthState; readonly lastGoodAt: Date | undefined };
}

export interface LastGood {
  /** When the newest completed backup that is still at the target, and was not found damaged, was taken. */
  readonly backupAt: Date | undefined;
  /** When the newest completed drill ended. */
  readonly drillAt: Date | undefined;
}

/** Whether anybody should be told: what the metrics, the notifier and the admin page all go by. */
export function recoveryHealth({ backupAt, drillAt }: LastGood, now: Date): RecoveryHealth {
  return {
    backup: { state: stateOf(backupAt, now, BACKUP_AGE_LIMIT), lastGoodAt: backupAt },
    drill: { state: stateOf(drillAt, now, DRILL_AGE_LIMIT), lastGoodAt: drillAt },
  };
}

/** A date in the future comes of a clock that jumped: it proves nothing about the past day. */
function stateOf(at: Date | undefined, now: Date, limit: number): HealthState {
  if (at === undefined) return 'never';
  return Math.abs(now.getTime() - at.getTime()) > limit ? 'stale' : 'good';
}
