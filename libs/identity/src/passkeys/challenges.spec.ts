import { Clock } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import { Challenges } from './challenges.js';

class HandClock extends Clock {
  time = 0;
  override now(): Date {
    return new Date(this.time);
  }
}

const named = (challenge: Uint8Array): string => Buffer.from(challenge).toString('base64url');

describe('a challenge', () => {
  it('comes back once', () => {
    const challenges = new Challenges<string>(new HandClock(), 3);
    const name = named(challenges.issue('ada'));
    expect(challenges.take('x')).toBeUndefined();
    expect(challenges.take(name)).toBe('ada');
    expect(challenges.take(name)).toBeUndefined();
  });

  it('is worth nothing after five minutes', () => {
    const clock = new HandClock();
    const challenges = new Challenges<string>(clock, 3);
    const [early, late] = [named(challenges.issue('early')), named(challenges.issue('late'))];
    clock.time += 5 * 60_000 - 1;
    expect(challenges.take(early)).toBe('early');
    clock.time += 1;
    expect(challenges.take(late)).toBeUndefined();
  });

  it('makes room for newer ones', () => {
    const challenges = new Challenges<number>(new HandClock(), 2);
    const [first = '', second = '', third = ''] = [1, 2, 3].map((about) => named(challenges.issue(about)));
    expect([first, second, third].map((name) => challenges.take(name))).toEqual([undefined, 2, 3]);
  });
});
