import fc from 'fast-check';
import { COPY_HEADER, COPY_TRAILER } from '../archive/copy-rows.js';

/** Values of one row; `null` is SQL's. */
export type CopyRow = readonly (Uint8Array | null)[];

/** Rows in COPY's binary format, without what goes around them. */
export function copyRow(row: CopyRow): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(row.length);
  const fields = row.map((value) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : value.length);
    return Buffer.concat([length, value ?? new Uint8Array()]);
  });
  return Buffer.concat([count, ...fields]);
}

/** A file in COPY's binary format, written after the manual and not after the code. */
export function copyFile(rows: readonly CopyRow[]): Buffer {
  return Buffer.concat([COPY_HEADER, ...rows.map(copyRow), COPY_TRAILER]);
}

/** Rows of as many columns, with empty values and nulls, and bytes that look like a trailer. */
export const anyRows: fc.Arbitrary<CopyRow[]> = fc
  .integer({ min: 1, max: 5 })
  .chain((columns) =>
    fc.array(
      fc.array(
        fc.option(
          fc.oneof(
            fc.uint8Array({ maxLength: 40 }),
            fc.constantFrom(Uint8Array.of(0xff, 0xff), Buffer.from(COPY_HEADER)),
          ),
        ),
        { minLength: columns, maxLength: columns },
      ),
      { maxLength: 20 },
    ),
  );

/** Where a file is cut into pieces: of one byte up to all of it. */
export function* inPieces(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = at + (lengths[turn % lengths.length] ?? bytes.length);
    yield bytes.subarray(at, end);
    at = end;
  }
}

export const anyLengths: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 64 }), {
  minLength: 1,
  maxLength: 8,
});
