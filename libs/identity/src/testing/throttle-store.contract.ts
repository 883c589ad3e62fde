import { randomBytes } from '@hearthlore/crypto';
import { ManualClock } from '@hearthlore/kernel/testing';
import { describe, expect, it } from 'vitest';
import type { ThrottleStore } from '../limits/ports/throttle-store.port.js';

const MINUTE = 60_000;
const five = { most: 5, window: MINUTE };
const growing = { free: 3, longest: 10_000, forget: MINUTE };

/** @param arrange A store that others, opened the same way, share their counters with. */
export function describeThrottleStore(name: string, arrange: () => ThrottleStore): void {
  // At the start of a window, and in the present: Redis has a clock of its own.
  const aClock = (): ManualClock => new ManualClock(new Date(Math.ceil(Date.now() / MINUTE) * MINUTE));
  const tries = async (
    times: number,
    enter: () => Promise<number>,
  ): Promise<{ readonly admitted: number; readonly waits: number[] }> => {
    const waits = await Promise.all(Array.from({ length: times }, enter));
    return { admitted: waits.filter((wait) => wait === 0).length, waits: waits.filter((wait) => wait > 0) };
  };

  describe(`${name} as a ThrottleStore`, () => {
    it('lets as many through as the window allows, also when they come at once, and says when the next may', async () => {
      const [store, clock, key] = [arrange(), aClock(), randomBytes(16)];
      const { admitted, waits } = await tries(30, () => store.enter(key, five, clock.now()));
      expect(admitted).toBe(5);
      expect(waits).toHaveLength(25);
      const wait = await store.enter(key, five, clock.now());
      // The window, and as much of the next one as it takes until five have become four.
      expect(wait).toBe(MINUTE + MINUTE / 5);
      clock.advance(wait - 1);
      expect(await store.enter(key, five, clock.now())).toBeGreaterThan(0);
      clock.advance(1);
      expect(await store.enter(key, five, clock.now())).toBe(0);
    });

    it('counts keys apart, and in the same place for whoever asks', async () => {
      const [store, clock, key] = [arrange(), aClock(), randomBytes(16)];
      await tries(5, () => store.enter(key, five, clock.now()));
      expect(await store.enter(randomBytes(16), five, clock.now())).toBe(0);
      expect(await arrange().enter(key, five, clock.now())).toBeGreaterThan(0);
    });

    it('slides: what was counted a window ago weighs less and less', async () => {
      const [store, clock, key] = [arrange(), aClock(), randomBytes(16)];
      await tries(5, () => store.enter(key, five, clock.now()));
      clock.advance(1.5 * MINUTE);
      expect((await tries(9, () => store.enter(key, five, clock.now()))).admitted).toBe(2);
      clock.advance(2 * MINUTE);
      expect((await tries(9, () => store.enter(key, five, clock.now()))).admitted).toBe(5);
    });

    it('has each further try wait twice as long, up to the longest, and forgets', async () => {
      const [store, clock, key] = [arrange(), aClock(), randomBytes(16)];
      const enter = () => store.enter(key, growing, clock.now());
      expect((await tries(20, enter)).admitted).toBe(4);
      for (const wait of [2000, 4000, 8000, 10_000, 10_000]) {
        expect(await enter()).toBe(wait);
        clock.advance(wait);
        expect(await enter()).toBe(0);
      }
      clock.advance(growing.forget);
      expect((await tries(20, enter)).admitted).toBe(4);
    });

    it('takes a try back, and the wait it caused', async () => {
      const [store, clock, key] = [arrange(), aClock(), randomBytes(16)];
      const enter = () => store.enter(key, growing, clock.now());
      expect((await tries(4, enter)).admitted).toBe(4);
      await store.takeBack(key);
      expect((await tries(4, enter)).admitted).toBe(1);
      const window = randomBytes(16);
      await tries(5, () => store.enter(window, five, clock.now()));
      await store.takeBack(window);
      expect((await tries(5, () => store.enter(window, five, clock.now()))).admitted).toBe(1);
      await store.takeBack(randomBytes(16));
    });

    it('clears a counter', async () => {
      const [store, clock, key] = [arrange(), aClock(), randomBytes(16)];
      await tries(9, () => store.enter(key, growing, clock.now()));
      await store.clear(key);
      expect((await tries(9, () => store.enter(key, growing, clock.now()))).admitted).toBe(4);
    });

    it('adds what was counted elsewhere and gives back the sums, in order', async () => {
      const [store, clock] = [arrange(), aClock()];
      const [a, b] = [randomBytes(16), randomBytes(16)];
      const add = (...amounts: readonly [number, number]) =>
        store.add(
          [
            { key: a, amount: amounts[0], window: MINUTE },
            { key: b, amount: amounts[1], window: 2 * MINUTE },
          ],
          clock.now(),
        );
      expect(await store.read(a)).toBeUndefined();
      expect((await add(3, 4)).map(({ count }) => count)).toEqual([3, 4]);
      const startedAt = clock.now();
      await Promise.all([add(1, 1), add(1, 1), add(1, 1)]);
      expect(await store.read(a)).toEqual({ count: 6, previousCount: 0, startedAt });
      clock.advance(MINUTE);
      expect((await add(2, 0))[0]).toEqual({ count: 2, previousCount: 6, startedAt: clock.now() });
    });
  });
}
