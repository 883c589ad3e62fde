import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PostingsPool } from './postings-pool.js';

it('gives back every list as it was appended, short and long, however they grew beside each other', () => {
  const appends = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 0xffff_ffff })), { maxLength: 3_000 });
  fc.assert(
    fc.property(appends, (all) => {
      const pool = new PostingsPool();
      const lists = [0, 1, 2, 3].map(() => pool.open());
      for (const [list, value] of all) pool.append(lists[list] ?? 0, value);
      for (const list of lists) {
        const expected = all.filter(([number]) => number === list).map(([, value]) => value);
        const read = new Uint32Array(pool.lengthOf(list));
        expect(pool.read(list, read)).toBe(expected.length);
        expect([...read]).toEqual(expected);
      }
    }),
    { numRuns: 30 },
  );
});

it('gives back a list that is longer than many slices', () => {
  const pool = new PostingsPool();
  const list = pool.open();
  for (let value = 0; value < 20_000; value += 1) pool.append(list, value);
  const read = new Uint32Array(20_000);
  pool.read(list, read);
  expect(read.every((value, at) => value === at)).toBe(true);
});
