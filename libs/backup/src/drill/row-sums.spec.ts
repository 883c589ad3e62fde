import { describe, expect, it } from 'vitest';
import { RowSummer } from './row-sums.js';

const sumOf = (...chunks: readonly string[]) => {
  const summer = new RowSummer();
  for (const chunk of chunks) summer.add(Buffer.from(chunk));
  return summer.result;
};

describe('the sum of rows', () => {
  it('is the same in any order and in any pieces', () => {
    const whole = sumOf('one\t1\ntwo\t2\nthree\t3\n');
    expect(whole.rows).toBe(3);
    expect(sumOf('three\t3\none\t1\ntwo\t2\n')).toEqual(whole);
    expect(sumOf('on', 'e\t', '1\ntwo\t2', '\nthree\t3', '\n')).toEqual(whole);
    expect(sumOf(...Array.from('one\t1\ntwo\t2\nthree\t3\n'))).toEqual(whole);
  });

  it('differs for a row that is missing, there twice, or changed in one letter', () => {
    const { sum } = sumOf('one\ntwo\n');
    for (const other of ['one\n', 'one\ntwo\ntwo\n', 'one\ntwO\n', 'onet\nwo\n'])
      expect(sumOf(other).sum).not.toBe(sum);
  });

  it('is nothing for no rows, and refused for half a row', () => {
    expect(sumOf()).toEqual({ rows: 0, sum: 0n });
    expect(() => sumOf('one')).toThrow(RangeError);
  });
});
