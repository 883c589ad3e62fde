import { describe, expect, it } from 'vitest';
import { BACKUP_AGE_LIMIT, DRILL_AGE_LIMIT, recoveryHealth } from './backup-health.js';

const now = new Date('2026-11-21T12:00:00Z');
const before = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);
const statesOf = (backupAt: Date | undefined, drillAt: Date | undefined) => {
  const { backup, drill } = recoveryHealth({ backupAt, drillAt }, now);
  return [backup.state, drill.state];
};

describe('the health of backups and drills', () => {
  it('is good up to 26 hours and 35 days, and stale after that', () => {
    expect(BACKUP_AGE_LIMIT).toBe(26 * 3_600_000);
    expect(DRILL_AGE_LIMIT).toBe(35 * 24 * 3_600_000);
    expect(statesOf(before(BACKUP_AGE_LIMIT), before(DRILL_AGE_LIMIT))).toEqual(['good', 'good']);
    expect(statesOf(before(BACKUP_AGE_LIMIT + 1), before(DRILL_AGE_LIMIT + 1))).toEqual(['stale', 'stale']);
  });

  it('is not good where there never was one, each by itself', () => {
    expect(statesOf(undefined, before(0))).toEqual(['never', 'good']);
    expect(statesOf(before(0), undefined)).toEqual(['good', 'never']);
  });

  it('takes no date far in the future for a fresh one', () => {
    expect(statesOf(before(-BACKUP_AGE_LIMIT - 1), before(-1))).toEqual(['stale', 'good']);
  });
});
