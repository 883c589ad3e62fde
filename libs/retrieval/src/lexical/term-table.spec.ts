import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TermTable, termsOf, toTermList } from './term-table.js';

const terms = fc.array(fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme' }), { maxLength: 60 });

it('numbers different terms in order of appearance and finds each again', () => {
  fc.assert(
    fc.property(terms, (all) => {
      const table = new TermTable();
      const { bytes, ends } = toTermList(all);
      const numbers = Array.from(ends, (end, i) => table.ensure(bytes, i === 0 ? 0 : (ends[i - 1] ?? 0), end));
      const different = [...new Set(all)];
      expect(numbers).toEqual(all.map((term) => different.indexOf(term)));
      expect(different.map((term) => table.find(term))).toEqual([...different.keys()]);
      expect(different.map((_, number) => new TextDecoder().decode(table.bytesOf(number)))).toEqual(different);
      expect(table.find('not a term')).toBeUndefined();
    }),
  );
});

it('keeps its numbers while it grows', () => {
  const table = new TermTable();
  const { bytes, ends } = toTermList(Array.from({ length: 20_000 }, (_, i) => `term${i}`));
  for (const round of [0, 1])
    ends.forEach((end, i) => {
      if (table.ensure(bytes, i === 0 ? 0 : (ends[i - 1] ?? 0), end) !== i) throw new RangeError(`${round}: ${i}`);
    });
  expect(table.size).toBe(20_000);
});

it('turns terms into a list and back', () => {
  fc.assert(
    fc.property(terms, (all) => {
      expect(termsOf(toTermList(all))).toEqual(all);
    }),
  );
});
