import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  FIXED_ANSWER,
  type LanguageModelServer,
  startLanguageModelServer,
} from '../../harness/language-model/language-model-server.js';
import { type Product, startProduct } from '../../harness/product.js';
import type { ProductClient, StreamPart } from '../../harness/product-client.js';

const ada = { name: 'Ada', email: 'ada@model.example', passphrase: 'juniper mosaic barrel zephyr oat' };
const QUESTION = 'How high is the excess for water damage?';
/** This model never ends by itself: a request that is over after so many milliseconds was ended. `bench product/answers` has the figure. */
const ABORT_WITHIN = 3000;

let running:
  | { readonly product: Product; readonly model: LanguageModelServer; readonly owner: ProductClient }
  | undefined;

/** A product that asks a llama.cpp server of its own. */
async function start(options: Parameters<typeof startLanguageModelServer>[0]) {
  const model = await startLanguageModelServer(options);
  const product = await startProduct({ env: { HEARTHLORE_LLM_URL: model.url } });
  const owner = await product.client().setsUp(product.setupCode, ada);
  await owner.uploads('policy.md', '# Excess\n\nFor water damage the excess is 250 pounds per claim.\n');
  running = { product, model, owner };
  return running;
}

async function end(): Promise<void> {
  await running?.product.dispose();
  await running?.model.kill();
  running = undefined;
}

const textOf = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? String(part.delta) : '')).join('');

/** @returns Milliseconds until the model server computes nothing any more. */
async function untilIdle(model: LanguageModelServer): Promise<number> {
  const since = performance.now();
  while ((await model.busySlots()) > 0) await sleep(5);
  return performance.now() - since;
}

/** The quickest of three: a busy machine delays one or the other, a product that polls delays all. */
async function quickest(attempt: () => Promise<number>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && best >= ABORT_WITHIN; tries += 1) best = Math.min(best, await attempt());
  return best;
}

/** Reads an answer until its text has begun. */
async function begun(parts: AsyncGenerator<StreamPart>): Promise<StreamPart[]> {
  const seen: StreamPart[] = [];
  for (;;) {
    const { value, done } = await parts.next();
    if (done) throw new Error(`the answer ended early: ${JSON.stringify(seen)}`);
    seen.push(value);
    if (value.type === 'text-delta') return seen;
  }
}

async function rest(parts: AsyncGenerator<StreamPart>): Promise<StreamPart[]> {
  const seen: StreamPart[] = [];
  for await (const part of parts) seen.push(part);
  return seen;
}

const messagesSchema = z.object({
  data: z.array(z.looseObject({ role: z.string(), text: z.string(), state: z.string() })),
});
const messagesOf = async (client: ProductClient, chatId: string) =>
  messagesSchema.parse((await client.get(`/api/v1/chats/${chatId}/messages`)).body).data;

describe('with a language model', () => {
  beforeAll(() => start({ mode: 'words' }));
  afterAll(end);

  it('the answer is the model’s, streamed, with the citation that it names', async () => {
    const { owner } = running ?? expect.unreachable();
    const answer = await owner.asks(QUESTION);
    expect(answer.text.trim()).toContain(FIXED_ANSWER.trim().slice(0, 40));
    expect(answer.parts.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(1);
    expect(answer.citations).toEqual([expect.objectContaining({ n: 1, title: 'policy' })]);
    expect(answer.parts.at(-1)?.type).toBe('finish');
  });

  it('a follow-up question is answered in the same conversation', async () => {
    const { owner } = running ?? expect.unreachable();
    const { chatId } = await owner.asks(QUESTION);
    const followUp = await owner.asks('And within how many days?', chatId);
    expect(followUp.text).not.toBe('');
    expect((await messagesOf(owner, chatId)).map(({ state }) => state)).toEqual(Array(4).fill('complete'));
  });
});

describe('a model that goes on and on', () => {
  beforeAll(() => start({ mode: 'random' }));
  afterAll(end);

  it('is stopped by its reader, who keeps what was said', async () => {
    const { owner, model } = running ?? expect.unreachable();
    const stopped = await quickest(async () => {
      const chatId = await owner.startsChat();
      const parts = owner.streams(chatId, { text: QUESTION });
      const seen = await begun(parts);
      expect(await model.busySlots()).toBe(1);
      expect((await owner.post(`/api/v1/chats/${chatId}/stop`, {})).status).toBe(204);
      const milliseconds = await untilIdle(model);
      const all = [...seen, ...(await rest(parts))];
      expect(all.at(-1)?.type).toBe('abort');
      const [, answer] = await messagesOf(owner, chatId);
      expect(answer).toMatchObject({ state: 'aborted', text: textOf(all) });
      return milliseconds;
    });
    expect(stopped).toBeLessThan(ABORT_WITHIN);
  });

  it('is stopped when its reader hangs up', async () => {
    const { owner, model } = running ?? expect.unreachable();
    const chatId = await owner.startsChat();
    const stopped = await quickest(async () => {
      const hangUp = new AbortController();
      await begun(owner.streams(chatId, { text: QUESTION }, hangUp.signal));
      expect(await model.busySlots()).toBe(1);
      hangUp.abort();
      const milliseconds = await untilIdle(model);
      // What was said is kept before the next question may come.
      while ((await messagesOf(owner, chatId)).at(-1)?.role !== 'assistant') await sleep(10);
      return milliseconds;
    });
    expect(stopped).toBeLessThan(ABORT_WITHIN);
    // Nothing stays locked: the conversation goes on.
    const again = owner.streams(chatId, { text: QUESTION });
    await begun(again);
    await owner.post(`/api/v1/chats/${chatId}/stop`, {});
    await rest(again);
  });

  it('is stopped when its reader signs out', async () => {
    const { product, model } = running ?? expect.unreachable();
    const stopped = await quickest(async () => {
      const other = await product.client().signsIn(ada);
      const parts = other.streams(await other.startsChat(), { text: QUESTION });
      await begun(parts);
      await other.signsOut();
      const milliseconds = await untilIdle(model);
      await rest(parts);
      return milliseconds;
    });
    expect(stopped).toBeLessThan(ABORT_WITHIN);
  });

  it('is missed politely when it dies in the middle: one sentence, the passages, nothing lost', async () => {
    const { owner, model } = running ?? expect.unreachable();
    const chatId = await owner.startsChat();
    const parts = owner.streams(chatId, { text: QUESTION });
    const seen = await begun(parts);
    await model.kill();
    const all = [...seen, ...(await rest(parts))];
    expect(all.filter(({ type }) => type === 'source-document').length).toBeGreaterThan(0);
    expect(textOf(all) + JSON.stringify(all.at(-1))).toContain('The language model does not answer');
    const messages = await messagesOf(owner, chatId);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
    // The next answer is quoted from the documents.
    const next = await owner.asks(QUESTION, chatId);
    expect(next.text).toContain('The language model does not answer');
    expect(next.text).toContain('250 pounds');
    expect(next.citations).toHaveLength(1);
  });
});

describe('a model with too small a context', () => {
  afterEach(end);

  it('is replaced by the passages, and the answer says why', async () => {
    const { owner } = await start({ mode: 'words', context: 128 });
    const answer = await owner.asks(QUESTION);
    expect(answer.text).toContain('its context is too small');
    expect(answer.text).toContain('250 pounds');
    expect(answer.parts.at(-1)?.type).toBe('finish');
  });
});
