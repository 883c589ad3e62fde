import { basename } from 'node:path';
import type { BertWeights } from './bert-graph.js';
import { type Edge, type OnnxGraph, TensorType } from './onnx-graph.js';
import type { SafetensorsFile } from './safetensors.js';

const FLOAT_BYTES = 4;

/** 32-bit weights, used where they lie: the graph points into the unmodified safetensors file. */
export class FloatWeights implements BertWeights {
  readonly #location: string;

  constructor(
    private readonly graph: OnnxGraph,
    private readonly source: SafetensorsFile,
  ) {
    this.#location = basename(source.path);
  }

  async plain(name: string): Promise<Edge> {
    const { shape, offset, length } = this.source.place(name);
    return this.#weight(name, shape, offset, length);
  }

  async firstTokenType(name: string, hidden: number): Promise<Edge> {
    return this.#weight(name, [hidden], this.source.place(name).offset, hidden * FLOAT_BYTES);
  }

  async lookUp(name: string, ids: Edge): Promise<Edge> {
    return this.graph.node('Gather', [await this.plain(name), ids]);
  }

  async linear(name: string, input: Edge): Promise<Edge> {
    const operands = [input, await this.plain(`${name}.weight`), await this.plain(`${name}.bias`)];
    return this.graph.node('Gemm', operands, { transB: 1 });
  }

  async attention(prefix: string, input: Edge): Promise<readonly [Edge, Edge, Edge]> {
    return [
      await this.linear(`${prefix}query`, input),
      await this.linear(`${prefix}key`, input),
      await this.linear(`${prefix}value`, input),
    ];
  }

  #weight(name: string, shape: readonly number[], offset: number, length: number): Edge {
    return this.graph.weight(name, TensorType.float32, shape, { location: this.#location, offset, length });
  }
}
