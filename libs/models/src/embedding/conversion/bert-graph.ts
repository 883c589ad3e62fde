import { type Edge, type OnnxGraph, TensorType } from './onnx-graph.js';

/** Sizes of a BERT encoder, as its `config.json` states them. */
export interface BertShape {
  readonly layers: number;
  /** Width of the hidden state. */
  readonly hidden: number;
  readonly heads: number;
  readonly layerNormEpsilon: number;
}

/** How a precision stores the weights and multiplies by them. Names are those of the safetensors file. */
export interface BertWeights {
  /** A bias, a normalisation's parameter, a table that is sliced: kept as it is. */
  plain(name: string): Promise<Edge>;
  /** Row 0 of the table: single texts have no second segment. */
  firstTokenType(name: string, hidden: number): Promise<Edge>;
  /** Rows of the word table for the ids. */
  lookUp(name: string, ids: Edge): Promise<Edge>;
  /** `input · weightᵀ + bias`. */
  linear(name: string, input: Edge): Promise<Edge>;
  /** Query, key and value of one attention block. */
  attention(prefix: string, input: Edge, hidden: number): Promise<readonly [Edge, Edge, Edge]>;
}

/** Added to the attention scores of padding, so that the softmax gives it nothing. */
const MASKED = -1e4;
/** Keeps the length of an all-zero vector from dividing by zero. */
const LEAST_LENGTH = 1e-12;

/**
 * Writes BERT (Devlin et al., https://arxiv.org/abs/1810.04805) with mean pooling and unit length, as sentence-transformers does.
 * Inputs `input_ids` and `attention_mask` of `[batch, sequence]`; outputs `sentence_embedding` of `[batch, hidden]` and
 * `token_embeddings` of `[batch, sequence, hidden]`.
 */
export async function encodeBert(graph: OnnxGraph, weights: BertWeights, shape: BertShape): Promise<Uint8Array> {
  const { layers, hidden, heads } = shape;
  const normalise = async (input: Edge, name: string): Promise<Edge> =>
    graph.node(
      'LayerNormalization',
      [input, await weights.plain(`${name}.weight`), await weights.plain(`${name}.bias`)],
      { axis: -1, epsilon: { float: shape.layerNormEpsilon } },
    );

  const size = graph.node('Shape', ['input_ids']);
  const length = graph.node('Slice', [size, graph.integers(1), graph.integers(2)]);
  const positions = await weights.plain('embeddings.position_embeddings.weight');
  const position = graph.node('Slice', [positions, graph.integers(0), length, graph.integers(0)]);
  const tokenType = await weights.firstTokenType('embeddings.token_type_embeddings.weight', hidden);
  const word = await weights.lookUp('embeddings.word_embeddings.weight', 'input_ids');
  const embedded = graph.node('Add', [word, graph.node('Add', [position, tokenType])]);

  // Projections see one row per token, which is the shape that the integer matrix product is fastest with.
  const flat = graph.integers(-1, hidden);
  const split = graph.node('Concat', [size, graph.integers(heads, hidden / heads)], { axis: 0 });
  const mask = graph.node('Cast', ['attention_mask'], { to: TensorType.float32 });
  const bias = maskBias(graph, mask);
  const scale = graph.scalar(1 / Math.sqrt(hidden / heads));

  let state = graph.node('Reshape', [await normalise(embedded, 'embeddings.LayerNorm'), flat]);
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `encoder.layer.${layer}.`;
    const projected = await weights.attention(`${prefix}attention.self.`, state, hidden);
    const context = graph.node('Reshape', [attend(graph, projected, { split, scale, bias }), flat]);
    const mixed = await weights.linear(`${prefix}attention.output.dense`, context);
    const attended = await normalise(graph.node('Add', [mixed, state]), `${prefix}attention.output.LayerNorm`);
    const inner = graph.node('Gelu', [await weights.linear(`${prefix}intermediate.dense`, attended)]);
    const outer = await weights.linear(`${prefix}output.dense`, inner);
    state = await normalise(graph.node('Add', [outer, attended]), `${prefix}output.LayerNorm`);
  }

  const unflattened = graph.node('Concat', [size, graph.integers(hidden)], { axis: 0 });
  const tokens = graph.node('Reshape', [state, unflattened], {}, 'token_embeddings');
  poolMean(graph, tokens, mask);
  return graph.encode(
    ['input_ids', 'attention_mask'].map((name) => ({
      name,
      type: TensorType.int64,
      dimensions: ['batch', 'sequence'],
    })),
    [
      { name: 'sentence_embedding', type: TensorType.float32, dimensions: ['batch', hidden] },
      { name: 'token_embeddings', type: TensorType.float32, dimensions: ['batch', 'sequence', hidden] },
    ],
  );
}

function maskBias(graph: OnnxGraph, mask: Edge): Edge {
  const spread = graph.node('Unsqueeze', [mask, graph.integers(1, 2)]);
  const absent = graph.node('Sub', [graph.scalar(1), spread]);
  return graph.node('Mul', [absent, graph.scalar(MASKED)]);
}

/** Scaled dot-product attention over all heads at once; `[batch, heads, sequence, width]` inside. */
function attend(
  graph: OnnxGraph,
  projected: readonly [Edge, Edge, Edge],
  { split, scale, bias }: { readonly split: Edge; readonly scale: Edge; readonly bias: Edge },
): Edge {
  const headsFirst = (input: Edge, order: readonly number[]): Edge =>
    graph.node('Transpose', [graph.node('Reshape', [input, split])], { perm: order });
  const query = headsFirst(projected[0], [0, 2, 1, 3]);
  const key = headsFirst(projected[1], [0, 2, 3, 1]);
  const value = headsFirst(projected[2], [0, 2, 1, 3]);
  const scores = graph.node('Mul', [graph.node('MatMul', [query, key]), scale]);
  const shares = graph.node('Softmax', [graph.node('Add', [scores, bias])], { axis: -1 });
  return graph.node('Transpose', [graph.node('MatMul', [shares, value])], { perm: [0, 2, 1, 3] });
}

function poolMean(graph: OnnxGraph, tokens: Edge, mask: Edge): void {
  const sequence = graph.integers(1);
  const kept = graph.node('Mul', [tokens, graph.node('Unsqueeze', [mask, graph.integers(2)])]);
  const sum = graph.node('ReduceSum', [kept, sequence], { keepdims: 0 });
  const count = graph.node('ReduceSum', [mask, sequence], { keepdims: 1 });
  const mean = graph.node('Div', [sum, count]);
  const length = graph.node('ReduceL2', [mean, sequence], { keepdims: 1 });
  const divisor = graph.node('Max', [length, graph.scalar(LEAST_LENGTH)]);
  graph.node('Div', [mean, divisor], {}, 'sentence_embedding');
}
