import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEEP_RULES, keptBackups } from './keep-rules.js';

const DAY = 86_400_000;
const now = new Date('2026-06-30T12:00:00Z');
const at = (text: string) => ({ createdAt: new Date(text) });
const kept = (...times: readonly string[]) =>
  keptBackups(times.map(at), KEEP_RULES, now).map(({ createdAt }) => createdAt.toISOString().slice(0, 16));

/** Up to two months of backups, to the minute. */
const history = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 * 24 * 60 }), { maxLength: 80 })
  .map((ages) => ages.map((minutes) => ({ createdAt: new Date(now.getTime() - minutes * 60_000) })));

describe('what is kept', () => {
  it('is the newest of each of seven days and four weeks when one is made every night', () => {
    const nights = Array.from({ length: 60 }, (_, age) =>
      new Date(Date.parse('2026-06-30T02:30:00Z') - age * DAY).toISOString(),
    );
    // Sundays end a week: the newest of it.
    expect(kept(...nights)).toEqual([
      ...['30', '29', '28', '27', '26', '25', '24'].map((day) => `2026-06-${day}T02:30`),
      '2026-06-21T02:30',
      '2026-06-14T02:30',
    ]);
  });

  it('is the last three however many are made in an hour', () => {
    const hour = ['2026-06-30T11:10Z', '2026-06-30T11:20Z', '2026-06-30T11:30Z', '2026-06-30T11:40Z'];
    expect(kept(...hour)).toEqual(['2026-06-30T11:40', '2026-06-30T11:30', '2026-06-30T11:20']);
  });

  it('counts days and weeks that have a backup, and not those that passed', () => {
    expect(kept('2026-06-01T02:30Z', '2026-06-05T02:30Z', '2026-06-10T02:30Z', '2026-06-20T02:30Z')).toHaveLength(4);
  });

  it('is nothing older than 35 days, were it the only one', () => {
    expect(kept('2026-05-26T11:59Z')).toEqual([]);
    expect(kept('2026-05-26T12:01Z')).toHaveLength(1);
  });

  it('holds for any history: newest first, none too old, at most fourteen, the last three that are young enough', () => {
    fc.assert(
      fc.property(history, (backups) => {
        const left = keptBackups(backups, KEEP_RULES, now);
        const times = left.map(({ createdAt }) => createdAt.getTime());
        expect(times).toEqual(times.toSorted((a, b) => b - a));
        expect(left.length).toBeLessThanOrEqual(14);
        expect(times.every((time) => now.getTime() - time < 35 * DAY)).toBe(true);
        const newest = backups
          .map(({ createdAt }) => createdAt.getTime())
          .toSorted((a, b) => b - a)
          .slice(0, 3);
        expect(times).toEqual(expect.arrayContaining(newest.filter((time) => now.getTime() - time < 35 * DAY)));
      }),
    );
  });

  it('does not change when it is done again, and never spares later what it gave up', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 40 }), (backups, days) => {
        const left = keptBackups(backups, KEEP_RULES, now);
        expect(keptBackups(left, KEEP_RULES, now)).toEqual(left);
        const later = new Date(now.getTime() + days * DAY);
        expect(left).toEqual(expect.arrayContaining(keptBackups(left, KEEP_RULES, later)));
      }),
    );
  });
});
