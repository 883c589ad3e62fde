import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLengths, anyRows, copyFile, copyRow, inPieces } from '../testing/copy-file.js';
import { COPY_HEADER, CopyRows } from './copy-rows.js';

/** @returns The places behind the header and the rows, and whether the file was whole. */
function walked(bytes: Uint8Array, lengths: readonly number[] = [bytes.length]) {
  const rows = new CopyRows();
  const ends: number[] = [];
  let at = 0;
  let over = 0;
  for (const piece of inPieces(bytes, lengths)) {
    const before = at;
    over = before + rows.walk(piece, (end) => ends.push(before + end));
    at += piece.length;
    if (rows.isOver) break;
  }
  return { ends, over, isOver: rows.isOver };
}

describe('a walk over rows in the binary format of COPY', () => {
  it('finds the end of each, in any pieces', () => {
    fc.assert(
      fc.property(anyRows, anyLengths, (rows, lengths) => {
        const file = copyFile(rows);
        const ends = [COPY_HEADER.length];
        for (const row of rows) ends.push((ends.at(-1) ?? 0) + copyRow(row).length);
        expect(walked(file, lengths)).toEqual({ ends, over: file.length, isOver: true });
      }),
    );
  });

  it('ends with the trailer, whatever follows', () => {
    const file = copyFile([[Buffer.from('one')]]);
    expect(walked(Buffer.concat([file, file]))).toMatchObject({ over: file.length, isOver: true });
  });

  it('is not over at any byte before the last', () => {
    const file = copyFile([
      [Buffer.from('one'), null],
      [new Uint8Array(), Buffer.from('two')],
    ]);
    for (let end = 0; end < file.length; end += 1) expect(walked(file.subarray(0, end)).isOver).toBe(false);
  });

  it.each([
    ['rows in the text format', Buffer.from('one\t1\ntwo\t2\nthree\t3\n')],
    ['a changed signature', Buffer.concat([Buffer.from('PGCOPY\n\xfe\r\n\0', 'latin1'), Buffer.alloc(10)])],
    ['flags', Buffer.concat([COPY_HEADER.subarray(0, 11), Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])])],
    ['an extension', Buffer.concat([COPY_HEADER.subarray(0, 15), Buffer.from([0, 0, 0, 4, 1, 2, 3, 4])])],
    ['a row without fields', Buffer.concat([COPY_HEADER, Buffer.from([0, 0])])],
    ['less than no fields', Buffer.concat([COPY_HEADER, Buffer.from([0xff, 0xfe])])],
    ['less than no value', Buffer.concat([COPY_HEADER, Buffer.from([0, 1, 0xff, 0xff, 0xff, 0xfe])])],
  ])('refuses %s', (_, bytes) => {
    expect(() => walked(bytes)).toThrow(RangeError);
    expect(() => walked(bytes, [1])).toThrow(RangeError);
  });
});
