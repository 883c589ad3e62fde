/** A protected vector and what is sealed for it. */
export interface Point {
  /** A UUID. */
  readonly id: string;
  /** Of unit length, `dimensions` values. */
  readonly vector: Float32Array;
  /** Sealed: Qdrant cannot read it. */
  readonly payload: Uint8Array;
}

/** A point as it goes over the wire. */
export interface WirePoint {
  readonly id: string;
  readonly vector: number[];
  readonly payload: { readonly c: string };
}

/** Writing 64 vectors of 384 values as JSON takes this process some 10 ms, in which it does nothing else. */
const MOST_POINTS = 64;
/** Well below what Qdrant takes (32 MB by default), so that one request neither waits nor stops long. */
const MOST_BYTES = 8_000_000;
/** A single-precision value takes at most this many characters when it is written as a double, with its comma. */
const VALUE_BYTES = 24;
/** The id, the names and the brackets. */
const FRAME_BYTES = 100;

/** Groups of points that are each one request. A point that is too large alone is a group alone. */
export function* batchesOf(points: Iterable<Point>): Generator<WirePoint[]> {
  let batch: WirePoint[] = [];
  let bytes = 0;
  for (const point of points) {
    const size = FRAME_BYTES + VALUE_BYTES * point.vector.length + Math.ceil(point.payload.length / 3) * 4;
    if (batch.length === MOST_POINTS || (batch.length > 0 && bytes + size > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(toWire(point));
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** @throws {RangeError} for a value that JSON does not know. */
function toWire({ id, vector, payload }: Point): WirePoint {
  return { id, vector: toValues(vector), payload: { c: Buffer.from(payload).toString('base64') } };
}

/** @throws {RangeError} for a value that JSON does not know. */
export function toValues(vector: Float32Array): number[] {
  if (!vector.every(Number.isFinite)) throw new RangeError('A vector has a value that is no number');
  return Array.from(vector);
}
