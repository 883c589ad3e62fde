import { homedir } from 'node:os';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeEmbeddingModel } from '../../testing/embedding-model.contract.js';
import type { EmbedOptions } from '../embedding-model.port.js';
import { type ModelVariant, variantId } from '../registry/model-entry.js';
import { ALL_MINILM_L6_V2 as ENTRY } from '../registry/all-minilm-l6-v2.js';
import { ModelStore } from '../store/model-store.js';
import { defaultModelsDir } from '../store/models-dir.js';
import { OnnxEmbeddingModel } from './onnx-embedding-model.js';
import { SessionPool } from './session-pool.js';
import { SessionLostError, SessionThread } from './session-thread.js';

const SAMPLES = [
  'The household insurance covers water damage up to 50,000 euros, with a deductible of 150 euros per claim.',
  'Grandmother was born in 1931 in a village by the river and moved to the city after the war.',
  'To reset the boiler, hold the red button for five seconds until the lamp blinks twice.',
  'Invoice 2024-118: three window frames, delivery included, payable within thirty days.',
  'The vaccination record lists tetanus, diphtheria and measles; the next booster is due in 2031.',
  'Photosynthesis turns light, water and carbon dioxide into sugar and oxygen.',
  'She asked whether the train to Vienna leaves before noon, and he did not know.',
  'A bank account can be closed in writing; the remaining balance is transferred within two weeks.',
];
const LONG = SAMPLES.join(' ').repeat(3);

const store = new ModelStore({ directory: directoryOfThisMachine() });
const options = (): EmbedOptions => ({ priority: 'document', signal: new AbortController().signal });

/** The same cache as `npm start`: the model is fetched once per machine. */
function directoryOfThisMachine(): string {
  const { platform, env } = process;
  return env['HEARTHLORE_MODELS_DIR'] ?? defaultModelsDir({ platform, home: homedir(), environment: env });
}

async function opened(variant: ModelVariant): Promise<OnnxEmbeddingModel> {
  const located = await store.locate(ENTRY.id, variant);
  if (located === undefined) throw new Error('the model is not in the cache');
  const { maxTokens, dimensions } = ENTRY;
  const start = () => SessionThread.start({ ...located, provider: 'cpu', maxTokens, dimensions });
  const pool = new SessionPool({ start, maxSessions: 1, idleMilliseconds: 60_000 });
  await pool.open();
  return new OnnxEmbeddingModel(ENTRY, variant, pool);
}

function cosine(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

const isThere = await store.pull(ENTRY.id, { signal: AbortSignal.timeout(110_000) }).then(
  () => true,
  () => false,
);
if (!isThere)
  process.stderr.write(`SKIPPED: ${ENTRY.id} cannot be fetched here, so nothing that needs a real model is tested.\n`);

describe.skipIf(!isThere)('the model of this machine', () => {
  describeEmbeddingModel('OnnxEmbeddingModel', () => opened('int8'));
});

describe.skipIf(!isThere)('all-MiniLM-L6-v2', () => {
  let int8: OnnxEmbeddingModel;
  let fp32: OnnxEmbeddingModel;

  beforeAll(async () => {
    [int8, fp32] = await Promise.all([opened('int8'), opened('fp32')]);
  });
  afterAll(() => Promise.all([int8.close(), fp32.close()]));

  it('is what the pinned digests say, its conversion included', async () => {
    expect(await store.check(ENTRY.id)).toMatchObject({ isSound: true });
    expect([int8.modelId, fp32.modelId]).toEqual([variantId(ENTRY, 'int8'), variantId(ENTRY, 'fp32')]);
  });

  it('computes what sentence-transformers computes', async () => {
    // First values of the vectors that sentence-transformers prints for the two sentences of the model card.
    const [a = [], b = []] = await fp32.embed(['This is an example sentence', 'Each sentence is converted'], options());
    const rounded = (vector: ArrayLike<number>) => Array.from({ length: 3 }, (_, index) => vector[index]?.toFixed(4));
    expect(rounded(a)).toEqual(['0.0677', '0.0635', '0.0487']);
    expect(rounded(b)).toEqual(['0.0864', '0.1028', '0.0054']);
  });

  it('orders texts by meaning', async () => {
    const questions = [
      'How much does the policy pay after a burst pipe?',
      'Where did granny grow up?',
      'How do I restart the heating?',
    ];
    const passages = await int8.embed(SAMPLES, options());
    for (const [index, question] of (await int8.embed(questions, options())).entries()) {
      const scores = passages.map((passage) => cosine(question, passage));
      expect(scores.indexOf(Math.max(...scores))).toBe(index);
    }
  });

  it('loses next to nothing by eight bits', async () => {
    const texts = [...SAMPLES, LONG];
    const [small, exact] = await Promise.all([int8.embed(texts, options()), fp32.embed(texts, options())]);
    const cosines = small.map((vector, index) => cosine(vector, exact[index]));
    expect(Math.min(...cosines)).toBeGreaterThan(0.98);
    expect(cosines.reduce((sum, value) => sum + value, 0) / cosines.length).toBeGreaterThan(0.99);
  });

  it('gives the same vectors whichever session computes them, in whatever order', async () => {
    const other = await opened('int8');
    const [first, second] = await Promise.all([
      int8.embed(SAMPLES, options()),
      other.embed(SAMPLES.toReversed(), options()),
    ]);
    expect(second.toReversed()).toEqual(first);
    await other.close();
  });

  it('reads no further than its limit', async () => {
    const [once, more] = await int8.embed([LONG, `${LONG} something else entirely`], options());
    expect(cosine(once, more)).toBeGreaterThan(0.9999);
    const [tokens] = await int8.embedTokens([LONG], options());
    expect(tokens?.spans).toHaveLength(ENTRY.maxTokens - 2);
    const [pieces = 0] = await int8.countTokens([LONG]);
    expect(pieces).toBeGreaterThan(ENTRY.maxTokens);
  });

  it('takes the names of special tokens as text', async () => {
    const [plain = 0, special = 0] = await int8.countTokens(['a', 'a [SEP] [CLS]']);
    expect(special).toBeGreaterThan(plain + 2);
    const [tokens] = await int8.embedTokens(['a [SEP] b'], options());
    expect(tokens?.spans.at(-1)).toEqual([8, 9]);
  });

  it('places the tokens of any text in order and inside it', async () => {
    const character = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
    const known = fc.constantFrom(
      'word ',
      'The ',
      ' ',
      'unbelievably',
      '東京',
      'ö',
      'o\u0308',
      '\u00ad',
      '😀',
      '[MASK]',
      'İ',
      'ß',
    );
    const texts = fc.array(fc.oneof(known, character), { maxLength: 40 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const [tokens] = await int8.embedTokens([text], options());
        const spans = tokens?.spans ?? [];
        expect(tokens?.vectors).toHaveLength(spans.length * ENTRY.dimensions);
        let previous = 0;
        for (const [start, end] of spans) {
          expect(start).toBeGreaterThanOrEqual(previous);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          previous = start;
        }
        // Had the walk lost its way, the last piece would not reach the last letter.
        const letter = [...text.matchAll(/[\p{L}\p{N}\p{P}]/gu)].at(-1);
        if (letter !== undefined) expect(spans.at(-1)?.[1]).toBeGreaterThanOrEqual(letter.index + letter[0].length);
      }),
      { numRuns: 100 },
    );
  });

  it('stops when it is told to, and goes on with the next call', async () => {
    const stop = new AbortController();
    const reason = new Error('locked');
    const outcome = int8.embed(
      Array.from({ length: 200 }, () => LONG),
      { priority: 'document', signal: stop.signal },
    );
    stop.abort(reason);
    await expect(outcome).rejects.toBe(reason);
    await expect(int8.embed(['still there'], options())).resolves.toHaveLength(1);
  });
});

describe.skipIf(!isThere)('SessionThread', () => {
  const started = async (change: { readonly graphPath?: string } = {}): Promise<SessionThread> => {
    const located = await store.locate(ENTRY.id, 'int8');
    if (located === undefined) throw new Error('the model is not in the cache');
    const { maxTokens, dimensions } = ENTRY;
    return SessionThread.start({ ...located, ...change, provider: 'cpu', maxTokens, dimensions });
  };

  it('does not start on a graph that is not there', async () => {
    await expect(started({ graphPath: '/nowhere/int8.onnx' })).rejects.toThrow(SessionLostError);
  });

  it('finishes what it is at before it ends, and is lost from then on', async () => {
    const thread = await started();
    const [answer] = await Promise.all([thread.run({ kind: 'text', text: LONG }), thread.close()]);
    expect(answer.kind).toBe('text');
    await expect(thread.run({ kind: 'count', text: 'a' })).rejects.toThrow(SessionLostError);
    await expect(thread.close()).resolves.toBeUndefined();
  });
});
