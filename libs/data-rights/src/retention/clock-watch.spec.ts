import { describe, expect, it } from 'vitest';
import { type ClockState, watchClock } from './clock-watch.js';
import { DAY } from './retention-rule.js';

const HOUR = 3_600_000;
const start = new Date('2026-06-01T00:00:00Z');
const after = (milliseconds: number): Date => new Date(start.getTime() + milliseconds);

/** What the hourly looks at such clocks say: whether each of them may purge. */
function looksAt(moments: readonly Date[]): boolean[] {
  let state: ClockState = { seenAt: undefined, steadySince: undefined };
  return moments.map((now) => {
    const reading = watchClock(state, now);
    state = reading;
    return reading.steadyAt === undefined;
  });
}

const hours = (from: Date, count: number): Date[] =>
  Array.from({ length: count }, (_, hour) => new Date(from.getTime() + hour * HOUR));

describe('the clock', () => {
  it('is trusted from the first look, and while it goes on by less than a day', () => {
    expect(looksAt([start, after(HOUR), after(DAY), after(2 * DAY)])).toEqual([true, true, true, true]);
  });

  it('is not trusted for a day after a leap forward', () => {
    const leapt = after(400 * DAY);
    const looks = looksAt([start, ...hours(leapt, 26)]);
    expect(looks.slice(1, 25)).toEqual(Array.from({ length: 24 }, () => false));
    expect(looks.slice(25)).toEqual([true, true]);
  });

  it('takes nothing when it leaps forward and is put right within the day', () => {
    const looks = looksAt([start, ...hours(after(400 * DAY), 20), ...hours(after(21 * HOUR), 24)]);
    expect(looks.slice(1)).not.toContain(true);
  });

  it('is not trusted for a day after a leap back', () => {
    const looks = looksAt([start, ...hours(after(-3 * DAY), 25)]);
    expect(looks.slice(1, 25)).not.toContain(true);
    expect(looks.at(-1)).toBe(true);
  });

  it('says when it will be trusted', () => {
    const state = { seenAt: start, steadySince: undefined };
    expect(watchClock(state, after(5 * DAY)).steadyAt).toEqual(after(6 * DAY));
  });
});
