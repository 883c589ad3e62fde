import fc from 'fast-check';
import { expect, it } from 'vitest';
import { topSlots } from './top-slots.js';

it('gives the best eligible slots as sorting everything would, equal ones in slot order', () => {
  const slots = fc.array(fc.record({ score: fc.integer({ min: -3, max: 6 }), isEligible: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(slots, fc.integer({ min: 1, max: 12 }), fc.integer({ min: -4, max: 3 }), (all, limit, floor) => {
      const scores = Float32Array.from(all, ({ score }) => score);
      const eligible = Uint8Array.from(all, ({ isEligible }) => (isEligible ? 1 : 0));
      const expected = all
        .map(({ score, isEligible }, key) => ({ key, score, isEligible }))
        .filter(({ score, isEligible }) => isEligible && score > floor)
        .sort((a, b) => b.score - a.score || a.key - b.key)
        .slice(0, limit)
        .map(({ key, score }) => ({ key, score }));
      expect(topSlots(scores, eligible, limit, floor)).toEqual(expected);
    }),
  );
});
