/**
 * One ONNX Runtime session with its tokenizer, in a thread of its own.
 * Only packages are imported at run time: Node starts this file as it is in tests (types stripped), where a relative
 * `.js` import would not resolve, and bundled in the product.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { env, PreTrainedTokenizer } from '@xenova/transformers';
import { InferenceSession, env as runtime, Tensor } from 'onnxruntime-node';
import type { CLOSE, SessionAnswer, SessionReply, SessionTask, SessionThreadData } from './session-messages.js';

/**
 * More text than this never reaches a model of a few hundred tokens, and a hostile megabyte must not keep the thread
 * busy for seconds. UTF-16 units.
 */
const MAX_CUT_TEXT = 32_768;
/** Their names in a text would become the tokens themselves; brackets of another kind keep the text's length. */
const SPECIAL_TOKEN = /\[(PAD|UNK|CLS|SEP|MASK)\]/g;

// Nothing may be fetched from here: the tokenizer's bytes were checked against their digest.
env.allowRemoteModels = false;
// Failures arrive as exceptions; the runtime's own log is not JSON and may come from a provider that is only tried.
runtime.logLevel = 'fatal';

const { start, busy }: SessionThreadData = workerData;
const tokenizer = new PreTrainedTokenizer(JSON.parse(readFileSync(start.tokenizerPath, 'utf8')), {
  tokenizer_class: 'BertTokenizer',
});
const [firstToken, lastToken] = tokenizer.tokenize('', { add_special_tokens: true });
const session = await InferenceSession.create(start.graphPath, {
  executionProviders: [start.provider],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  enableCpuMemArena: false,
  enableMemPattern: false,
  // A waiting thread must not burn the core that another session computes on.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});

function pieces(text: string): string[] {
  return tokenizer.tokenize(text.replaceAll(SPECIAL_TOKEN, '($1)'));
}

async function run(kept: readonly string[], output: string): Promise<Float32Array> {
  const ids = tokenizer.convert_tokens_to_ids([firstToken ?? '', ...kept, lastToken ?? '']);
  const shape = [1, ids.length];
  const result = await session.run(
    {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    },
    [output],
  );
  const data = result[output]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError('unexpected output type');
  return data;
}

async function answer({ kind, text }: SessionTask): Promise<SessionAnswer> {
  if (kind === 'count') return { kind, pieces: pieces(text).length };
  const kept = pieces(text.slice(0, MAX_CUT_TEXT)).slice(0, start.maxTokens - 2);
  if (kind === 'text') return { kind, vector: new Float32Array(await run(kept, 'sentence_embedding')) };
  const all = await run(kept, 'token_embeddings');
  const vectors = all.slice(start.dimensions, start.dimensions * (kept.length + 1));
  toUnitLength(vectors);
  return { kind, vectors, pieces: kept };
}

function toUnitLength(vectors: Float32Array): void {
  for (let offset = 0; offset < vectors.length; offset += start.dimensions) {
    const vector = vectors.subarray(offset, offset + start.dimensions);
    const length = Math.hypot(...vector) || 1;
    for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) / length;
  }
}

function reply(message: SessionReply): void {
  Atomics.store(busy, 0, 0);
  Atomics.notify(busy, 0);
  const moved = message.kind === 'answer' ? buffersOf(message.answer) : [];
  parentPort?.postMessage(message, moved);
}

function buffersOf(answer: SessionAnswer): ArrayBuffer[] {
  if (answer.kind === 'count') return [];
  const { buffer } = answer.kind === 'text' ? answer.vector : answer.vectors;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

parentPort?.on('message', (task: SessionTask | typeof CLOSE) => {
  if (task === 'close') {
    void session.release().finally(() => parentPort?.close());
    return;
  }
  answer(task).then(
    (result) => reply({ kind: 'answer', answer: result }),
    (error: unknown) => reply({ kind: 'error', message: error instanceof Error ? error.message : 'unknown' }),
  );
});
reply({ kind: 'ready' });
