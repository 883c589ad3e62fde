/** At most this much of a table is held at once, in bytes; a longer row makes its part longer. */
export const PART_BYTES = 16 * 1024 * 1024;
const LINE_FEED = 10;

/**
 * Cuts the rows of COPY's text format into parts of whole rows, because an entry of a tar says its length first.
 *
 * @param limit Bytes of one part, but for a single row that is longer.
 * @returns Parts that are overwritten when the next one is asked for; an empty table gives one empty part.
 */
export async function* inParts(rows: AsyncIterable<Uint8Array>, limit = PART_BYTES): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  let length = 0;
  let isAnyGiven = false;
  for await (const chunk of rows) {
    if (length + chunk.length > held.length) held = grown(held, length, length + chunk.length, limit);
    held.set(chunk, length);
    length += chunk.length;
    if (length < limit) continue;
    const end = held.lastIndexOf(LINE_FEED, length - 1) + 1;
    if (end === 0) continue;
    yield held.subarray(0, end);
    isAnyGiven = true;
    held.copyWithin(0, end, length);
    length -= end;
  }
  if (length > 0 || !isAnyGiven) yield held.subarray(0, length);
}

function grown(held: Buffer, length: number, needed: number, limit: number): Buffer {
  // Chunks off the wire are far smaller than a part, so that one of it and a quarter is enough for all but long rows.
  const larger = Buffer.alloc(Math.max(needed, Math.min(limit + limit / 4, Math.max(65_536, held.length * 4))));
  larger.set(held.subarray(0, length));
  return larger;
}
