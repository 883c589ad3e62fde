import { type FileHandle, open } from 'node:fs/promises';
import { MalformedWeightsError } from '../embedding.errors.js';
import type { Matrix } from './quantize.js';
import { headerLength, LENGTH_BYTES, parseLayout, type TensorPlace } from './safetensors-layout.js';

/** Reads single tensors of a safetensors file, so that no more than one is in memory. */
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
      const { size } = await file.stat();
      const prefix = await readExactly(file, 0, LENGTH_BYTES);
      const header = await readExactly(file, LENGTH_BYTES, headerLength(prefix, size));
      return new SafetensorsFile(path, file, parseLayout(header, size));
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

  /** @returns The tensor's values in row-major order; the format is little-endian, as is every machine Node runs on. */
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
