import { BackupSourceError } from '../backup.errors.js';
import { COPY_HEADER, COPY_TRAILER, CopyRows } from './copy-rows.js';

/** At most about this much of a table is held at once, in bytes; a longer row makes its part longer. */
export const PART_BYTES = 8 * 1024 * 1024;
/** Room for the chunk that a part is filled up with. */
const SLACK = 128 * 1024;

/**
 * Cuts a table in COPY's binary format into parts of whole rows, because an entry of a tar says its length first. Each
 * part is a file of that format by itself.
 *
 * @param limit Bytes of one part, but for a single row that is longer.
 * @returns Parts that whoever takes them may keep; an empty table gives one without a row.
 * @throws {BackupSourceError} for anything that is no such format, or has no end.
 */
export async function* inParts(table: AsyncIterable<Uint8Array>, limit = PART_BYTES): AsyncGenerator<Buffer> {
  const rows = new CopyRows();
  let held = Buffer.allocUnsafeSlow(SLACK);
  let length = 0;
  let whole = 0;
  let isAnyGiven = false;
  for await (const chunk of table) {
    const needed = length + chunk.length + COPY_TRAILER.length;
    if (needed > held.length) held = moved(held.subarray(0, length), needed, limit);
    held.set(chunk, length);
    const before = length;
    walk(rows, chunk, (end) => (whole = before + end));
    length += chunk.length;
    if (length < limit || rows.isOver || whole <= COPY_HEADER.length) continue;
    const next = moved(COPY_HEADER, COPY_HEADER.length + length - whole, limit);
    next.set(held.subarray(whole, length), COPY_HEADER.length);
    held.set(COPY_TRAILER, whole);
    const part = held.subarray(0, whole + COPY_TRAILER.length);
    held = next;
    length += COPY_HEADER.length - whole;
    whole = COPY_HEADER.length;
    isAnyGiven = true;
    yield part;
  }
  if (!rows.isOver) throw new BackupSourceError();
  const isEmpty = length === COPY_HEADER.length + COPY_TRAILER.length;
  if (!isEmpty || !isAnyGiven) yield held.subarray(0, length);
}

/** @throws {BackupSourceError} */
function walk(rows: CopyRows, chunk: Uint8Array, onEnd: (end: number) => void): void {
  let end: number;
  try {
    end = rows.walk(chunk, onEnd);
  } catch (cause) {
    throw new BackupSourceError({ cause });
  }
  if (end < chunk.length) throw new BackupSourceError();
}

/** A buffer of its own for what begins a part, with room for all of it; a row that is longer than that doubles it. */
function moved(beginning: Uint8Array, needed: number, limit: number): Buffer<ArrayBuffer> {
  const room = needed > limit + SLACK ? 2 * needed : limit + SLACK;
  const larger = Buffer.allocUnsafeSlow(room);
  larger.set(beginning);
  return larger;
}
