import { randomBytes } from '@hearthlore/crypto';
import { ManualClock } from '@hearthlore/kernel/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { InMemoryThrottleStore } from '../testing/in-memory-throttle-store.js';
import { RateLimiter } from './rate-limiter.js';
import { CountersUnavailableError } from './limits.errors.js';

const key = randomBytes(32);
const fair = { name: 'fair', most: 10, window: 60_000 };
const burst = { name: 'burst', most: 4, window: 5_000 };

let clock: ManualClock;
let store: InMemoryThrottleStore;
let limiter: RateLimiter;
beforeEach(() => {
  clock = new ManualClock();
  store = new InMemoryThrottleStore();
  limiter = new RateLimiter(store, key, clock);
});

const both = (subject = 'member:ada') => [
  { policy: fair, subject },
  { policy: burst, subject },
];

/** @returns How many of so many requests at once were let through. */
async function passed(times: number, by = limiter, subject?: string): Promise<number> {
  const all = await Promise.all(Array.from({ length: times }, () => by.take(both(subject))));
  return all.filter((standings) => standings.every(({ wait }) => wait === 0)).length;
}

describe('limiting requests', () => {
  it('lets a burst through and no more, then what is fair and no more', async () => {
    expect(await passed(20)).toBe(4);
    clock.advance(10_000);
    expect(await passed(20)).toBe(4);
    clock.advance(10_000);
    expect(await passed(20)).toBe(2);
    clock.advance(10_000);
    expect(await passed(20)).toBe(0);
    clock.advance(120_000);
    expect(await passed(20)).toBe(4);
  });

  it('counts subjects apart', async () => {
    expect(await passed(20)).toBe(4);
    expect(await passed(20, limiter, 'member:ben')).toBe(4);
  });

  it('says how each policy stands, and how long to wait', async () => {
    const [first, second] = await limiter.take(both());
    expect(first).toEqual({ policy: fair, remaining: 9, resetsIn: 60_000, wait: 0 });
    expect(second).toEqual({ policy: burst, remaining: 3, resetsIn: 5_000, wait: 0 });
    await passed(3);
    const [allowed, refused] = await limiter.take(both());
    // What was refused by one policy is counted by none.
    expect(allowed).toMatchObject({ remaining: 6, wait: 0 });
    expect(refused).toMatchObject({ remaining: 0, wait: 6_250 });
  });

  it('allows more where the operator says so', async () => {
    expect(await passed(20, new RateLimiter(store, key, clock, 3))).toBe(12);
  });

  it('is known to a restarted process, and to a second one once it wrote', async () => {
    await passed(4);
    const second = new RateLimiter(store, key, clock);
    expect(await passed(1, second)).toBe(1);
    await limiter.write();
    await second.write();
    clock.advance(10_000);
    // Five were counted by the two, and the first one does not know of the second's yet.
    expect(await passed(4, second)).toBe(4);
    await second.stop();
    clock.advance(10_000);
    expect(await passed(20, new RateLimiter(store, key, clock))).toBe(1);
  });

  it('holds nobody up while counts cannot be kept, and writes them later', async () => {
    const broken = new InMemoryThrottleStore();
    const refuse = (): Promise<never> => Promise.reject(new CountersUnavailableError());
    Object.assign(broken, { read: refuse, add: refuse });
    const unlucky = new RateLimiter(broken, key, clock);
    expect(await passed(2, unlucky)).toBe(2);
    await unlucky.write();
    Object.assign(broken, { read: store.read.bind(store), add: store.add.bind(store) });
    await unlucky.write();
    clock.advance(10_000);
    expect(await limiter.take([{ policy: fair, subject: 'member:ada' }])).toMatchObject([{ remaining: 7 }]);
  });

  it('forgets who has not come for a while', async () => {
    await passed(4);
    await limiter.write();
    clock.advance(200_000);
    await limiter.write();
    await store.sweep(clock.now(), 100);
    expect(store.size).toBe(0);
  });
});
