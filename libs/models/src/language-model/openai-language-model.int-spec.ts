import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  FIXED_ANSWER,
  type LanguageModelServer,
  startLanguageModelServer,
} from '../../../../test/harness/language-model/language-model-server.js';
import { ModelUnavailableError } from '../model.errors.js';
import { describeLanguageModel } from '../testing/language-model.contract.js';
import { ContextTooSmallError } from './language-model.errors.js';
import { OpenAiLanguageModel } from './openai-language-model.js';

const never = new AbortController().signal;
const QUESTION = { messages: [{ role: 'user', content: 'Who?' }], temperature: 0 } as const;
const servers: LanguageModelServer[] = [];

async function start(mode: 'words' | 'random', context = 8192): Promise<LanguageModelServer> {
  const server = await startLanguageModelServer({ mode, context });
  servers.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function collect(pieces: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const piece of pieces) collected.push(piece);
  return collected;
}

describeLanguageModel('OpenAiLanguageModel', async () => {
  const [words, endless] = await Promise.all([start('words'), start('random', 65_536)]);
  return {
    finite: new OpenAiLanguageModel({ url: words.url }),
    endless: new OpenAiLanguageModel({ url: endless.url }),
  };
});

describe('OpenAiLanguageModel with the server of llama.cpp', () => {
  it('streams the answer in pieces and ends when the model stops', async () => {
    const server = await start('words');
    const pieces = await collect(new OpenAiLanguageModel({ url: server.url }).stream(QUESTION, never));
    expect(pieces.length).toBeGreaterThan(5);
    expect(pieces.join('')).toBe(FIXED_ANSWER);
  });

  it('learns name and context from the server', async () => {
    const server = await start('words', 2048);
    const model = new OpenAiLanguageModel({ url: server.url });
    await expect(model.contextTokens(never)).resolves.toBe(2048);
    await expect(model.check(never)).resolves.toMatchObject({ state: 'ready', modelId: 'tiny', contextTokens: 2048 });
  });

  it('stops generating at the limit it was given', async () => {
    const server = await start('random');
    const pieces = await collect(
      new OpenAiLanguageModel({ url: server.url }).stream({ ...QUESTION, maxTokens: 3 }, never),
    );
    expect(pieces.length).toBeLessThanOrEqual(3);
  });

  it('frees the server when the signal is aborted', async () => {
    const server = await start('random', 65_536);
    const controller = new AbortController();
    const pieces = new OpenAiLanguageModel({ url: server.url }).stream(QUESTION, controller.signal);
    await pieces.next();
    await expect(server.busySlots()).resolves.toBe(1);
    controller.abort(new Error('stopped by the reader'));
    await expect(collect(pieces)).rejects.toThrow('stopped by the reader');
    await vi.waitFor(async () => expect(await server.busySlots()).toBe(0), { timeout: 30_000 });
  });

  it('frees the server when the reader leaves the loop', async () => {
    const server = await start('random', 65_536);
    for await (const _ of new OpenAiLanguageModel({ url: server.url }).stream(QUESTION, never)) break;
    await vi.waitFor(async () => expect(await server.busySlots()).toBe(0), { timeout: 30_000 });
  });

  it('says that the model is unavailable when the server dies in the middle, after what was said', async () => {
    const server = await start('random', 65_536);
    const pieces = new OpenAiLanguageModel({ url: server.url }).stream(QUESTION, never);
    expect((await pieces.next()).value).toBeTypeOf('string');
    await server.kill();
    await expect(collect(pieces)).rejects.toThrow(ModelUnavailableError);
  });

  it('says that the model is unavailable when nothing listens', async () => {
    const server = await start('words');
    await server.stop();
    const model = new OpenAiLanguageModel({ url: server.url });
    await expect(collect(model.stream(QUESTION, never))).rejects.toThrow(ModelUnavailableError);
    await expect(model.check(never)).resolves.toMatchObject({ state: 'unreachable' });
    await expect(model.contextTokens(never)).resolves.toBe(4096);
  });

  it('tells how many tokens are needed when the prompt does not fit, and repeats nothing of the prompt', async () => {
    const server = await start('words', 512);
    const content = 'a very private sentence '.repeat(200);
    const error = await collect(
      new OpenAiLanguageModel({ url: server.url }).stream({ messages: [{ role: 'user', content }] }, never),
    ).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ContextTooSmallError);
    expect(error).toMatchObject({ details: { availableTokens: 512, neededTokens: expect.any(Number) } });
    expect(JSON.stringify(error)).not.toContain('private');
  });
});
