import type { PartialFile } from '../store/partial-file.js';
import type { Edge, OnnxGraph, TensorType } from './onnx-graph.js';

/** Cache-line alignment, so that the runtime can use the mapped file as it is. */
const ALIGNMENT = 64;

/** Appends weights to the file beside the graph and tells the graph where each one lies. */
export class ExternalWeights {
  constructor(
    private readonly graph: OnnxGraph,
    private readonly location: string,
    private readonly file: PartialFile,
  ) {}

  async add(name: Edge, type: TensorType, shape: readonly number[], values: Float32Array | Int8Array): Promise<Edge> {
    const padding = (ALIGNMENT - (this.file.bytes % ALIGNMENT)) % ALIGNMENT;
    if (padding > 0) await this.file.write(new Uint8Array(padding));
    const offset = this.file.bytes;
    await this.file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return this.graph.weight(name, type, shape, { location: this.location, offset, length: values.byteLength });
  }
}
