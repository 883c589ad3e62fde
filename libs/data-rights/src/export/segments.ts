/** Plaintext of one stored segment, in bytes. */
export const SEGMENT_BYTES = 256 * 1024;

export interface Segment {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/** Cuts a stream into segments of one size, the last of which says so. */
export async function* segmentsOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Segment> {
  let index = 0;
  let held = new Uint8Array(SEGMENT_BYTES);
  let filled = 0;
  for await (const chunk of stream) {
    for (let from = 0; from < chunk.length; ) {
      // Only what comes after a full one says that it was not the last.
      if (filled === SEGMENT_BYTES) {
        yield { index, bytes: held, last: false };
        index += 1;
        held = new Uint8Array(SEGMENT_BYTES);
        filled = 0;
      }
      const taken = Math.min(SEGMENT_BYTES - filled, chunk.length - from);
      held.set(chunk.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
    }
  }
  yield { index, bytes: held.subarray(0, filled), last: true };
}
