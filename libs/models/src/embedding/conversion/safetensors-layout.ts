import { z } from 'zod';
import { MalformedWeightsError } from '../embedding.errors.js';

/** Bytes of the number in front of the header. */
export const LENGTH_BYTES = 8;
/** Far above any encoder's header (MiniLM's has 11 KB), far below what would hurt to hold. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
const BYTES_PER_VALUE = { F64: 8, I64: 8, F32: 4, I32: 4, F16: 2, BF16: 2, I16: 2, I8: 1, U8: 1, BOOL: 1 };

const size = z.int().nonnegative();
const tensorSchema = z.strictObject({
  dtype: z.literal(['F64', 'I64', 'F32', 'I32', 'F16', 'BF16', 'I16', 'I8', 'U8', 'BOOL']),
  shape: z.array(size).max(8),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z.record(z.string(), z.unknown());
type NamedTensor = readonly [name: string, tensor: z.infer<typeof tensorSchema>];

export interface TensorPlace {
  readonly type: keyof typeof BYTES_PER_VALUE;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
}

/**
 * @param prefix - The first eight bytes of the file.
 * @returns Bytes of the JSON header.
 * @throws {MalformedWeightsError} if it claims more than the file holds or than a header may have.
 */
export function headerLength(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < LENGTH_BYTES) throw new MalformedWeightsError('The weights file is too short');
  const claimed = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (claimed > BigInt(Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES)))
    throw new MalformedWeightsError('The weights file claims a header longer than it may be');
  return Number(claimed);
}

/**
 * Where the tensors of a safetensors file lie (https://huggingface.co/docs/safetensors, "Format"). The data must follow
 * the header without holes or overlaps and end with the file: offsets from outside decide what is read.
 * @throws {MalformedWeightsError}
 */
export function parseLayout(header: Uint8Array, fileBytes: number): ReadonlyMap<string, TensorPlace> {
  const dataStart = LENGTH_BYTES + header.length;
  const tensors = new Map<string, TensorPlace>();
  let end = 0;
  for (const [name, tensor] of parseHeader(header)) {
    const [start, stop] = tensor.data_offsets;
    const values = tensor.shape.reduce((product, length) => product * length, 1);
    if (start !== end || stop - start !== values * BYTES_PER_VALUE[tensor.dtype])
      throw new MalformedWeightsError('Tensors of the weights file overlap, leave holes or have the wrong length');
    tensors.set(name, { type: tensor.dtype, shape: tensor.shape, offset: dataStart + start, length: stop - start });
    end = stop;
  }
  if (dataStart + end !== fileBytes)
    throw new MalformedWeightsError('The weights file does not end where its last tensor does');
  return tensors;
}

/** @returns The tensors in the order in which they lie in the file. */
function parseHeader(bytes: Uint8Array): NamedTensor[] {
  try {
    const header = headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, value]): NamedTensor => [name, tensorSchema.parse(value)])
      .sort(([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1]);
  } catch (error) {
    throw new MalformedWeightsError('The header of the weights file is not what the format prescribes', {
      cause: error,
    });
  }
}
