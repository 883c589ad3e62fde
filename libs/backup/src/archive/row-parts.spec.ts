import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLengths, anyRows, copyFile, copyRow, inPieces } from '../testing/copy-file.js';
import { COPY_HEADER, COPY_TRAILER } from './copy-rows.js';
import { inParts } from './row-parts.js';

async function* arriving(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const piece of inPieces(bytes, lengths)) yield await Promise.resolve(piece);
}

async function partsOf(bytes: Uint8Array, lengths = [bytes.length], limit = 100): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const part of inParts(arriving(bytes, lengths), limit)) parts.push(part);
  return parts;
}

const rowsOf = (part: Buffer): Buffer => part.subarray(COPY_HEADER.length, -COPY_TRAILER.length);

describe('a table in parts', () => {
  it('is cut behind whole rows alone, and loses and repeats nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anyLengths, fc.integer({ min: 1, max: 400 }), async (rows, lengths, limit) => {
        const parts = await partsOf(copyFile(rows), lengths, limit);
        const left = rows.map(copyRow);
        for (const part of parts) {
          const whole: Buffer[] = [];
          const length = (): number => whole.reduce((sum, row) => sum + row.length, 0);
          while (length() < rowsOf(part).length) whole.push(left.shift() ?? Buffer.alloc(1000));
          expect(part).toEqual(Buffer.concat([COPY_HEADER, ...whole, COPY_TRAILER]));
          expect(part.length === COPY_HEADER.length + COPY_TRAILER.length).toBe(rows.length === 0);
        }
        expect(left).toEqual([]);
        // A part is no longer than its limit, the piece that filled it, and one row.
        for (const part of parts) expect(part.length).toBeLessThan(limit + 64 + 300);
      }),
    );
  });

  it('begins a part as soon as one is full', async () => {
    const row = [Buffer.alloc(94)];
    const parts = await partsOf(copyFile(Array.from({ length: 10 }, () => row)), [100], 300);
    expect(parts.map((part) => rowsOf(part).length / copyRow(row).length)).toEqual([2, 2, 2, 2, 2]);
  });

  it('has one without a row where the table is empty', async () => {
    expect(await partsOf(copyFile([]))).toEqual([copyFile([])]);
    expect(await partsOf(copyFile([]), [1], 1)).toEqual([copyFile([])]);
  });

  it('has a row that is longer than a part, and than what was made room for', async () => {
    const rows = [[Buffer.alloc(10, 1)], [Buffer.alloc(1_000_000, 2)], [Buffer.alloc(10, 3)]];
    const parts = await partsOf(copyFile(rows), [64_000], 100);
    expect(Buffer.concat(parts.map(rowsOf))).toEqual(rowsOf(copyFile(rows)));
  });

  it.each([
    ['is cut short', copyFile([[Buffer.from('one')]]).subarray(0, -1)],
    ['is empty', Buffer.alloc(0)],
    ['goes on behind its end', Buffer.concat([copyFile([]), Buffer.from('x')])],
    ['is of another format', Buffer.from('one\ttwo\n')],
  ])('is refused where it %s', async (_, bytes) => {
    await expect(partsOf(bytes, [5])).rejects.toMatchObject({ code: 'backup.source-failed' });
  });
});
