import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLengths, anyRows, copyFile, inPieces } from '../testing/copy-file.js';
import { type RowSum, RowSummer } from './row-sums.js';

function sumOf(...chunks: readonly Uint8Array[]): RowSum {
  const summer = new RowSummer();
  for (const chunk of chunks) summer.add(chunk);
  return summer.result;
}

const file = (...rows: readonly string[]): Buffer =>
  copyFile(rows.map((row) => row.split(' ').map((value) => (value === 'null' ? null : Buffer.from(value)))));

describe('the sum of rows', () => {
  it('is the same in any order, in any pieces, and in any number of files', () => {
    fc.assert(
      fc.property(anyRows, anyLengths, fc.nat(), (rows, lengths, at) => {
        const whole = sumOf(copyFile(rows));
        expect(whole.rows).toBe(rows.length);
        expect(sumOf(copyFile(rows.toReversed()))).toEqual(whole);
        const cut = at % (rows.length + 1);
        const files = Buffer.concat([copyFile(rows.slice(0, cut)), copyFile(rows.slice(cut))]);
        expect(sumOf(...inPieces(files, lengths))).toEqual(whole);
      }),
    );
  });

  it('differs for a row that is missing, there twice, or changed in one letter', () => {
    const { sum } = sumOf(file('one', 'two'));
    const others = [file('one'), file('one', 'two', 'two'), file('one', 'twO'), file('onet', 'wo'), file('one two')];
    for (const other of others) expect(sumOf(other).sum).not.toBe(sum);
    expect(sumOf(file('one null')).sum).not.toBe(sumOf(file('one ')).sum);
  });

  it('is nothing for no rows, and refused for half a file or none', () => {
    expect(sumOf()).toEqual({ rows: 0, sum: 0n });
    expect(sumOf(file())).toEqual({ rows: 0, sum: 0n });
    for (let end = 1; end < file('one').length; end += 1)
      expect(() => sumOf(file('one').subarray(0, end))).toThrow(RangeError);
    expect(() => sumOf(Buffer.from('one\n'))).toThrow(RangeError);
  });
});
