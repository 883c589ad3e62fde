import { type FileHandle, open } from 'node:fs/promises';
import { z } from 'zod';
import { MalformedWeightsError } from '../embedding.errors.js';
import type { Matrix } from './quantize.js';

/** Far above any encoder's header (MiniLM's has 11 KB), far below what would hurt to hold. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
const BYTES_PER_VALUE = { F32: FLOAT_BYTES, F16: 2, BF16: 2, F64: 8, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 };

const size = z.int().nonnegative();
const tensorSchema = z.strictObject({
  dtype: z.literal(['F32', 'F16', 'BF16', 'F64', 'I64', 'I32', 'I16', 'I8', 'U8', 'BOOL']),
  shape: z.array(size).max(8),
  data_offsets: z.tuple([size, size]),
});
const headerSchema = z.record(z.string(), z.unknown());

interface TensorPlace {
  readonly type: keyof typeof BYTES_PER_VALUE;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly offset: number;
  readonly length: number;
}

/**
 * Reads tensors of a safetensors file (https://huggingface.co/docs/safetensors, "Format"): eight bytes of header
 * length, a JSON header, then the data without holes. Everything the header claims is checked against the file before
 * a tensor is read, because offsets from outside decide what is read.
 */
export class SafetensorsFile {
  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly tensors: ReadonlyMap<string, TensorPlace>,
  ) {}

  /** @throws {MalformedWeightsError} if the header and the file do not agree. */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await open(path, 'r');
    try {
      return new SafetensorsFile(path, file, await readHeader(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** @throws {MalformedWeightsError} if there is no 32-bit float tensor of that name. */
  place(name: string): TensorPlace {
    const place = this.tensors.get(name);
    if (place?.type !== 'F32') throw new MalformedWeightsError('A tensor of the architecture is missing');
    return place;
  }

  /** @returns The tensor's values in row-major order; this and the format are little-endian. */
  async floats(name: string): Promise<Float32Array> {
    const { offset, length } = this.place(name);
    const bytes = await readExactly(this.file, offset, length);
    return new Float32Array(bytes.buffer);
  }

  /** @throws {MalformedWeightsError} if the tensor does not have two dimensions. */
  async matrix(name: string): Promise<Matrix> {
    const [rows, columns, ...more] = this.place(name).shape;
    if (rows === undefined || columns === undefined || more.length > 0)
      throw new MalformedWeightsError('A tensor of the architecture is not a matrix');
    return { values: await this.floats(name), rows, columns };
  }
}

async function readHeader(file: FileHandle): Promise<ReadonlyMap<string, TensorPlace>> {
  const { size: fileBytes } = await file.stat();
  if (fileBytes < LENGTH_BYTES) throw new MalformedWeightsError('The weights file is too short');
  const prefix = await readExactly(file, 0, LENGTH_BYTES);
  const headerBytes = new DataView(prefix.buffer).getBigUint64(0, true);
  if (headerBytes > BigInt(Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES)))
    throw new MalformedWeightsError('The weights file claims a header longer than it may be');
  const dataStart = LENGTH_BYTES + Number(headerBytes);
  const entries = parseHeader(await readExactly(file, LENGTH_BYTES, Number(headerBytes)));

  const tensors = new Map<string, TensorPlace>();
  let end = 0;
  for (const { name, tensor } of entries) {
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
function parseHeader(bytes: Uint8Array): { readonly name: string; readonly tensor: z.infer<typeof tensorSchema> }[] {
  try {
    const header = headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, value]) => ({ name, tensor: tensorSchema.parse(value) }))
      .sort(
        ({ tensor: a }, { tensor: b }) =>
          a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
      );
  } catch (error) {
    throw new MalformedWeightsError('The header of the weights file is not what the format prescribes', {
      cause: error,
    });
  }
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) throw new MalformedWeightsError('The weights file ends early');
    filled += bytesRead;
  }
  return bytes;
}
