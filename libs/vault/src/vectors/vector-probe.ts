import { UnreadableCiphertextError } from '@hearthlore/crypto';

/** No point of a passage has it: those ids are made by a keyed hash. */
export const PROBE_POINT = '00000000-0000-0000-0000-000000000000';

/** Values are rounded to seven decimals: a last place may differ, and no neighbour notices. */
const TOLERANCE = 1e-6;
const VALUE_BYTES = 4;

/** Protected vectors as far as a probe needs them. */
export interface Probed {
  protect(vector: Float32Array): Float32Array;
  open(pointId: string, sealed: Uint8Array): Uint8Array;
}

/** @returns What protecting the probe's vector gives, as little-endian float32. */
export function probeOf(vectors: Pick<Probed, 'protect'>, dimensions: number): Uint8Array {
  const values = vectors.protect(probeVector(dimensions));
  const bytes = Buffer.alloc(values.length * VALUE_BYTES);
  values.forEach((value, i) => bytes.writeFloatLE(value, i * VALUE_BYTES));
  return bytes;
}

/** Whether `sealed` is a probe of these vectors that would come out the same today. */
export function isProbeOf(vectors: Probed, dimensions: number, sealed: Uint8Array): boolean {
  const then = openProbe(vectors, sealed);
  if (then?.length !== dimensions * VALUE_BYTES) return false;
  const view = new DataView(then.buffer, then.byteOffset, then.length);
  return vectors
    .protect(probeVector(dimensions))
    .every((value, i) => Math.abs(value - view.getFloat32(i * VALUE_BYTES, true)) <= TOLERANCE);
}

function openProbe(vectors: Pick<Probed, 'open'>, sealed: Uint8Array): Uint8Array | undefined {
  try {
    return vectors.open(PROBE_POINT, sealed);
  } catch (error) {
    if (error instanceof UnreadableCiphertextError) return undefined;
    throw error;
  }
}

/** Of unit length but for rounding, made by whole numbers and one root, which every machine takes alike. */
function probeVector(dimensions: number): Float32Array {
  const values = Float32Array.from({ length: dimensions }, (_, i) => ((i * 37) % 101) - 50.5);
  const length = Math.sqrt(values.reduce((squares, value) => squares + value * value, 0));
  return values.map((value) => value / length);
}
