import { ProtobufWriter } from './protobuf-writer.js';

/** `TensorProto.DataType`; field numbers below are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3. */
export const TensorType = { float32: 1, int8: 3, int64: 7 } as const;
export type TensorType = (typeof TensorType)[keyof typeof TensorType];

/** The name of a value that flows along an edge of the graph. */
export type Edge = string;

/** Where a weight lies outside the graph, in a file of the same folder. */
export interface ExternalData {
  readonly location: string;
  /** Bytes from the start of that file. */
  readonly offset: number;
  readonly length: number;
}

interface Attributes {
  readonly [name: string]: number | readonly number[] | { readonly float: number };
}

export interface GraphValue {
  readonly name: Edge;
  readonly type: TensorType;
  /** A name stands for a size that is known only at run time. */
  readonly dimensions: readonly (number | string)[];
}

const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const EXTERNAL = 1;
const IR_VERSION = 9;
/** First operator set with Gelu, which spares five nodes a layer. */
const OPERATOR_SET = 20;

/** Collects the nodes and weights of an ONNX model and encodes them. */
export class OnnxGraph {
  readonly #nodes: ProtobufWriter[] = [];
  readonly #weights = new Map<Edge, ProtobufWriter>();
  #edges = 0;
  #constants = 0;

  /** Adds a node with one output. @returns That output. */
  node(operator: string, inputs: readonly Edge[], attributes: Attributes = {}, output = this.#nextEdge()): Edge {
    this.#add(operator, inputs, [output], attributes);
    return output;
  }

  /** Adds a node with three outputs, such as a projection split into query, key and value. */
  node3(operator: string, inputs: readonly Edge[], attributes: Attributes = {}): readonly [Edge, Edge, Edge] {
    const outputs = [this.#nextEdge(), this.#nextEdge(), this.#nextEdge()] as const;
    this.#add(operator, inputs, outputs, attributes);
    return outputs;
  }

  /** A one-dimensional constant inside the graph. */
  integers(...values: readonly number[]): Edge {
    const data = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#constant(TensorType.int64, [values.length], data);
  }

  /** A scalar constant inside the graph. */
  scalar(value: number): Edge {
    return this.#constant(TensorType.float32, [], new Uint8Array(Float32Array.of(value).buffer));
  }

  has(name: Edge): boolean {
    return this.#weights.has(name);
  }

  /** A weight that stays outside the graph. */
  weight(name: Edge, type: TensorType, dimensions: readonly number[], data: ExternalData): Edge {
    const tensor = tensorHead(name, type, dimensions);
    for (const [key, value] of Object.entries(data))
      tensor.message(13, new ProtobufWriter().string(1, key).string(2, String(value)));
    this.#weights.set(name, tensor.int(14, EXTERNAL));
    return name;
  }

  encode(inputs: readonly GraphValue[], outputs: readonly GraphValue[]): Uint8Array {
    const graph = new ProtobufWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, 'bert');
    for (const weight of this.#weights.values()) graph.message(5, weight);
    for (const input of inputs) graph.message(11, valueInfo(input));
    for (const output of outputs) graph.message(12, valueInfo(output));
    const operatorSet = new ProtobufWriter().string(1, '').int(2, OPERATOR_SET);
    return new ProtobufWriter()
      .int(1, IR_VERSION)
      .string(2, 'hearthlore')
      .message(7, graph)
      .message(8, operatorSet)
      .finish();
  }

  #nextEdge(): Edge {
    return `t${this.#edges++}`;
  }

  #constant(type: TensorType, dimensions: readonly number[], data: Uint8Array): Edge {
    const name = `c${this.#constants++}`;
    this.#weights.set(name, tensorHead(name, type, dimensions).bytes(9, data));
    return name;
  }

  #add(operator: string, inputs: readonly Edge[], outputs: readonly Edge[], attributes: Attributes): void {
    const node = new ProtobufWriter();
    for (const input of inputs) node.string(1, input);
    for (const output of outputs) node.string(2, output);
    node.string(3, `n${this.#nodes.length}`).string(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#nodes.push(node);
  }
}

function tensorHead(name: Edge, type: TensorType, dimensions: readonly number[]): ProtobufWriter {
  const tensor = new ProtobufWriter();
  for (const dimension of dimensions) tensor.int(1, dimension);
  return tensor.int(2, type).string(8, name);
}

function attribute(name: string, value: Attributes[string]): ProtobufWriter {
  const attribute = new ProtobufWriter().string(1, name);
  if (typeof value === 'number') return attribute.int(3, value).int(20, ATTRIBUTE_INT);
  if ('float' in value) return attribute.float(2, value.float).int(20, ATTRIBUTE_FLOAT);
  for (const item of value) attribute.int(8, item);
  return attribute.int(20, ATTRIBUTE_INTS);
}

function valueInfo({ name, type, dimensions }: GraphValue): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const size of dimensions) {
    const dimension = new ProtobufWriter();
    shape.message(1, typeof size === 'number' ? dimension.int(1, size) : dimension.string(2, size));
  }
  const tensor = new ProtobufWriter().int(1, type).message(2, shape);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
