import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { readDimensions, readScaledVectors, SCALE_BYTES, writeScaledVectors } from './scaled-vectors.js';

/**
 * [Note: Vector pack] Plaintext of a sealed record of type 3, version 1. Numbers are unsigned LEB128 unless said.
 * ```
 * u8 version = 1 · u8 encoding = 1 (int8 with a scale per vector) · u8 flags (1: the last pack of a document's windows)
 * u8 length + model id · dimensions D · number of vectors N
 * per vector: passage · kind (0: the whole passage, n: its window n - 1) · start · length, UTF-16 units of the passage
 * N x f32 scale, little-endian · N x D x int8
 * ```
 * Vectors are kept as they are searched: a quarter of the bytes, and no conversion at unlock. 170 of 384 dimensions
 * make 64 KiB.
 */
export interface VectorPack {
  readonly modelId: string;
  readonly dimensions: number;
  /** Whether all windows of the document are in this pack or in those before it. */
  readonly isComplete: boolean;
  readonly places: readonly VectorPlace[];
  readonly scales: Float32Array;
  /** `dimensions` values per vector, one after the other. */
  readonly values: Int8Array;
}

/** What a vector stands for. */
export interface VectorPlace {
  readonly passage: number;
  /** `null`: the whole passage. */
  readonly window: number | null;
  readonly start: number;
  readonly end: number;
}

const VERSION = 1;
const INT8_WITH_SCALE = 1;
const COMPLETE = 1;

/** @returns Both in one pack. @param first Of the same model and dimensions. */
export function joinVectorPacks(first: VectorPack, second: VectorPack): VectorPack {
  const scales = new Float32Array(first.scales.length + second.scales.length);
  scales.set(first.scales);
  scales.set(second.scales, first.scales.length);
  const values = new Int8Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return { ...second, places: [...first.places, ...second.places], scales, values };
}

export function encodeVectorPack(pack: VectorPack): Uint8Array {
  const writer = new ByteWriter();
  const modelId = new TextEncoder().encode(pack.modelId);
  writer.uint8(VERSION);
  writer.uint8(INT8_WITH_SCALE);
  writer.uint8(pack.isComplete ? COMPLETE : 0);
  writer.uint8(modelId.length);
  writer.bytes(modelId);
  writer.varint(pack.dimensions);
  writer.varint(pack.places.length);
  for (const { passage, window, start, end } of pack.places) {
    writer.varint(passage);
    writer.varint(window === null ? 0 : window + 1);
    writer.varint(start);
    writer.varint(end - start);
  }
  writeScaledVectors(writer, pack);
  return writer.finish();
}

/** @throws {PackDamagedError} for anything that `encodeVectorPack` does not write. */
export function decodeVectorPack(bytes: Uint8Array): VectorPack {
  const reader = new ByteReader(bytes, 'vector');
  if (reader.uint8() !== VERSION) reader.fail('unknown version');
  if (reader.uint8() !== INT8_WITH_SCALE) reader.fail('unknown encoding');
  const flags = reader.uint8();
  if (flags > COMPLETE) reader.fail('unknown flags');
  const modelId = reader.text(reader.uint8());
  const dimensions = readDimensions(reader);
  const count = reader.varint();
  if (count * (dimensions + SCALE_BYTES) > reader.remaining) reader.fail('count too large');
  const places = Array.from({ length: count }, () => readPlace(reader));
  const vectors = readScaledVectors(reader, count, dimensions);
  reader.end();
  return {
    modelId,
    dimensions,
    isComplete: flags === COMPLETE,
    places,
    ...vectors,
  };
}

function readPlace(reader: ByteReader): VectorPlace {
  const passage = reader.varint();
  const kind = reader.varint();
  const start = reader.varint();
  return { passage, window: kind === 0 ? null : kind - 1, start, end: start + reader.varint() };
}
