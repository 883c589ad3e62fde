import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';

/** Vectors as int8 with a scale each, as packs and points have them: N x f32 scale, little-endian · N x D x int8. */
export interface ScaledVectors {
  readonly scales: Float32Array;
  /** As many values per vector as there are dimensions, one after the other. */
  readonly values: Int8Array;
}

export const SCALE_BYTES = 4;
const MOST_DIMENSIONS = 4_096;

export function writeScaledVectors(writer: ByteWriter, { scales, values }: ScaledVectors): void {
  const encoded = new DataView(new ArrayBuffer(scales.length * SCALE_BYTES));
  scales.forEach((scale, i) => encoded.setFloat32(i * SCALE_BYTES, scale, true));
  writer.bytes(new Uint8Array(encoded.buffer));
  writer.bytes(new Uint8Array(values.buffer, values.byteOffset, values.length));
}

/** @throws {PackDamagedError} */
export function readDimensions(reader: ByteReader): number {
  const dimensions = reader.varint();
  if (dimensions === 0 || dimensions > MOST_DIMENSIONS) reader.fail('dimensions out of range');
  return dimensions;
}

/** @throws {PackDamagedError} */
export function readScaledVectors(reader: ByteReader, count: number, dimensions: number): ScaledVectors {
  const encoded = reader.take(count * SCALE_BYTES);
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const scales = Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * SCALE_BYTES, true));
  if (scales.some((scale) => !(scale >= 0 && scale <= 1))) reader.fail('scale out of range');
  const values = reader.take(count * dimensions);
  return { scales, values: new Int8Array(values.buffer, values.byteOffset, values.length) };
}
