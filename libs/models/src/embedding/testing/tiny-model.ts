import { createHash } from 'node:crypto';
import type { EmbeddingModelEntry, ModelFile } from '../registry/model-entry.js';

const HIDDEN = 4;
const INNER = 8;
const ATTENTION = 'encoder.layer.0.attention';

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'embeddings.word_embeddings.weight': [8, HIDDEN],
  'embeddings.position_embeddings.weight': [16, HIDDEN],
  'embeddings.token_type_embeddings.weight': [2, HIDDEN],
  ...normalisation('embeddings.LayerNorm'),
  ...linear(`${ATTENTION}.self.query`, HIDDEN, HIDDEN),
  ...linear(`${ATTENTION}.self.key`, HIDDEN, HIDDEN),
  ...linear(`${ATTENTION}.self.value`, HIDDEN, HIDDEN),
  ...linear(`${ATTENTION}.output.dense`, HIDDEN, HIDDEN),
  ...normalisation(`${ATTENTION}.output.LayerNorm`),
  ...linear('encoder.layer.0.intermediate.dense', INNER, HIDDEN),
  ...linear('encoder.layer.0.output.dense', HIDDEN, INNER),
  ...normalisation('encoder.layer.0.output.LayerNorm'),
};

function linear(name: string, outputs: number, inputs: number): Record<string, number[]> {
  return { [`${name}.weight`]: [outputs, inputs], [`${name}.bias`]: [outputs] };
}

function normalisation(name: string): Record<string, number[]> {
  return { [`${name}.weight`]: [HIDDEN], [`${name}.bias`]: [HIDDEN] };
}

/** A safetensors file of these shapes; the values are a fixed sequence between −1 and 1. */
function safetensors(shapes: Readonly<Record<string, readonly number[]>>): Uint8Array {
  const header: Record<string, unknown> = {};
  const values: number[] = [];
  for (const [name, shape] of Object.entries(shapes)) {
    const start = values.length * 4;
    const count = shape.reduce((product, length) => product * length, 1);
    for (let index = 0; index < count; index++) values.push((((values.length * 7_919) % 2_001) - 1_000) / 1_000);
    header[name] = { dtype: 'F32', shape, data_offsets: [start, values.length * 4] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([length, json, new Uint8Array(Float32Array.from(values).buffer)]));
}

/** Contents of the files that come from outside, by name. */
export const TINY_FILES: Readonly<Record<string, Uint8Array>> = {
  'model.safetensors': safetensors(SHAPES),
  'tokenizer.json': new TextEncoder().encode('{}'),
  'vocab.txt': new TextEncoder().encode('[PAD]\n[UNK]\n'),
};

function pinned(name: string): ModelFile {
  const content = TINY_FILES[name] ?? new Uint8Array();
  return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

/** A BERT of one layer and four dimensions: converts in a millisecond, with digests pinned like those of a real one. */
export const TINY_MODEL: EmbeddingModelEntry = {
  id: 'tiny',
  title: 'tiny',
  licence: 'Apache-2.0',
  dimensions: HIDDEN,
  pooling: 'mean',
  prefixes: { query: '', document: '' },
  maxTokens: 16,
  languages: ['en'],
  architecture: { layers: 1, hidden: HIDDEN, heads: 2, layerNormEpsilon: 1e-12 },
  weights: pinned('model.safetensors'),
  tokenizer: pinned('tokenizer.json'),
  vocabulary: pinned('vocab.txt'),
  hub: { repository: 'hearthlore/tiny', revision: '0'.repeat(40) },
  pip: { name: 'tiny-model', version: '1.0', folder: 'tiny_model' },
  converted: {
    int8: {
      graph: {
        name: 'int8.onnx',
        bytes: 6_109,
        sha256: 'aa4125a7b4c0bae20d079b5f72acdf38330f2ed60a13a8df35e3e85b32d6cf66',
      },
      weights: {
        name: 'int8.weights',
        bytes: 1_552,
        sha256: '32836854022d7381906a71e739a77d670bb0db4d5894a7c10a7ebe84d140fd91',
      },
    },
    fp32: {
      graph: {
        name: 'fp32.onnx',
        bytes: 5_444,
        sha256: '5ba3ad4a8d4323f4bc54fd094d36be47ed7d3b4938a7ac48e1ba18878aafa563',
      },
    },
  },
};
