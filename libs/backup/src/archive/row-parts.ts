/** At most about this much of a table is held at once, in bytes; a longer row makes its part longer. */
export const PART_BYTES = 8 * 1024 * 1024;
/** Room for the chunk that a part is filled up with. */
const SLACK = 128 * 1024;
const LINE_FEED = 10;

/**
 * Cuts the rows of COPY's text format into parts of whole rows, because an entry of a tar says its length first.
 *
 * @param limit Bytes of one part, but for a single row that is longer.
 * @returns Parts that whoever takes them may keep; an empty table gives one empty part.
 */
export async function* inParts(rows: AsyncIterable<Uint8Array>, limit = PART_BYTES): AsyncGenerator<Buffer> {
  let held = Buffer.allocUnsafeSlow(0);
  let length = 0;
  let isAnyGiven = false;
  for await (const chunk of rows) {
    if (length + chunk.length > held.length) held = moved(held.subarray(0, length), length + chunk.length, limit);
    held.set(chunk, length);
    length += chunk.length;
    if (length < limit) continue;
    const end = held.lastIndexOf(LINE_FEED, length - 1) + 1;
    if (end === 0) continue;
    const part = held.subarray(0, end);
    held = moved(held.subarray(end, length), 0, limit);
    length -= end;
    isAnyGiven = true;
    yield part;
  }
  if (length > 0 || !isAnyGiven) yield held.subarray(0, length);
}

/** A buffer of its own for what is left, with room for a part; a row that is longer than that doubles it. */
function moved(rest: Uint8Array, needed: number, limit: number): Buffer<ArrayBuffer> {
  const room = needed > limit + SLACK ? 2 * needed : limit + SLACK;
  const larger = Buffer.allocUnsafeSlow(Math.max(room, rest.length));
  larger.set(rest);
  return larger;
}
