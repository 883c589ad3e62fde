import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import {
  Answerer,
  ChatService,
  ConversationsService,
  ConversationStore,
  PassageSearch,
  RunningAnswers,
} from '@hearthlore/chat';
import { aHit, FixedPassageSearch, InMemoryConversationStore } from '@hearthlore/chat/testing';
import { Quotas } from '@hearthlore/identity';
import { Clock, SystemClock } from '@hearthlore/kernel';
import { LanguageModel, OpenAiLanguageModel } from '@hearthlore/models';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Module, ValidationPipe } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type LanguageModelServer,
  startLanguageModelServer,
} from '../../../../test/harness/language-model/language-model-server.js';
import { ParallelStreams } from '../http/parallel-streams.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { Metrics } from '../metrics/metrics.js';
import { ChatsController } from './chats.controller.js';
import type { MessageDto } from './chat.dto.js';

/** The routes over HTTP and the real model server; documents, keys and storage are stand-ins. */
const PASSAGE = 'The insurance of the house ends on 31 December 2027. Water damage is covered.';
const QUESTION = { text: 'When does the insurance of the house end?' };
const ending: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

interface Served {
  readonly app: NestFastifyApplication;
  readonly base: string;
  readonly model: LanguageModelServer;
  readonly vault: MemberVault;
  messages(chat: string): Promise<MessageDto[]>;
}

async function serve(mode: 'words' | 'random'): Promise<Served> {
  const model = await startLanguageModelServer({ mode, context: mode === 'random' ? 65_536 : 8192 });
  ending.push(() => model.stop());
  const vault = aVault();

  @Module({
    controllers: [ChatsController],
    providers: [
      { provide: ConversationStore, useClass: InMemoryConversationStore },
      { provide: PassageSearch, useValue: new FixedPassageSearch([aHit(PASSAGE)]) },
      { provide: LanguageModel, useValue: new OpenAiLanguageModel({ url: model.url }) },
      { provide: Clock, useClass: SystemClock },
      {
        provide: Quotas,
        useValue: {
          countQuestion: async () => undefined,
          assertTokens: async () => undefined,
          countTokens: async () => undefined,
        },
      },
      { provide: Metrics, useValue: { countAuthFailure: () => undefined } },
      { provide: APP_FILTER, useClass: ProblemFilter },
      Answerer,
      ChatService,
      ParallelStreams,
      ConversationsService,
      RunningAnswers,
    ],
  })
  class TestModule {}

  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const app = await NestFactory.create<NestFastifyApplication>(TestModule, adapter, { logger: false });
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }));
  adapter.getInstance().addHook('onRequest', (incoming, _reply, done) => {
    incoming.vault = vault;
    done();
  });
  await app.listen(0, '127.0.0.1');
  ending.push(() => app.close());
  const base = await app.getUrl();
  const messages = async (chat: string): Promise<MessageDto[]> => {
    const response = await app.inject({ method: 'GET', url: `/chats/${chat}/messages` });
    return response.json<{ data: MessageDto[] }>().data;
  };
  return { app, base, model, vault, messages };
}

async function newChat({ app }: Served): Promise<string> {
  const response = await app.inject({ method: 'POST', url: '/chats', payload: {} });
  expect(response.statusCode).toBe(201);
  return response.json<{ id: string }>().id;
}

/** Asks over a connection of its own, and returns once the model's first words came through it. */
async function beginAnswer(
  { base }: Served,
  chat: string,
): Promise<{ asking: ClientRequest; answer: IncomingMessage; heard: string[] }> {
  const asking = request(`${base}/chats/${chat}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  asking.on('error', () => undefined);
  asking.end(JSON.stringify(QUESTION));
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const heard: string[] = [];
  answer
    .setEncoding('utf8')
    .on('data', (text: string) => heard.push(text))
    .on('error', () => undefined);
  await vi.waitFor(() => expect(heard.join('')).toContain('"text-delta"'), { timeout: 30_000 });
  return { asking, answer, heard };
}

describe('chats over HTTP with a real model server', () => {
  it('streams an answer whose citation names passage and page', async () => {
    const served = await serve('words');
    const chat = await newChat(served);
    const response = await fetch(`${served.base}/chats/${chat}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(QUESTION),
    });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'x-vercel-ai-ui-message-stream': 'v1',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const body = await response.text();
    expect(body).toContain('"type":"data-citation","id":"c1"');
    expect(body).toContain('The insurance of the house ends on 31 December 2027.');
    expect(body).toMatch(/\{"type":"finish"\}\n\ndata: \[DONE\]\n\n$/);
    const [question, answer] = await served.messages(chat);
    expect(question).toMatchObject({ role: 'user', text: QUESTION.text });
    expect(answer).toMatchObject({
      text: 'According to your family documents, the answer stands on page two [1].',
      model: 'tiny',
      citations: [{ n: 1, page: 3 }],
    });
  });

  it.each(['stop', 'messages/stop'])('%s ends the model’s own request and keeps what was said', async (path) => {
    const served = await serve('random');
    const chat = await newChat(served);
    const { answer, heard } = await beginAnswer(served, chat);
    await expect(served.model.busySlots()).resolves.toBe(1);
    const stopped = await served.app.inject({ method: 'POST', url: `/chats/${chat}/${path}` });
    expect(stopped.statusCode).toBe(204);
    await vi.waitFor(async () => expect(await served.model.busySlots()).toBe(0), { timeout: 30_000 });
    if (!answer.complete) await once(answer, 'end');
    expect(heard.join('')).toMatch(/\{"type":"abort"\}\n\ndata: \[DONE\]\n\n$/);
    const kept = (await served.messages(chat)).at(-1);
    expect(kept).toMatchObject({ role: 'assistant', state: 'aborted' });
    expect(kept?.text).not.toBe('');
  });

  it('a lost connection ends the model’s own request and keeps what was said', async () => {
    const served = await serve('random');
    const chat = await newChat(served);
    const { asking } = await beginAnswer(served, chat);
    await expect(served.model.busySlots()).resolves.toBe(1);
    asking.destroy();
    await vi.waitFor(async () => expect(await served.model.busySlots()).toBe(0), { timeout: 30_000 });
    await vi.waitFor(async () => expect((await served.messages(chat)).at(-1)).toMatchObject({ state: 'aborted' }), {
      timeout: 30_000,
    });
  });

  it('sign-out ends the model’s own request', async () => {
    const served = await serve('random');
    const chat = await newChat(served);
    await beginAnswer(served, chat);
    served.vault.lock();
    await vi.waitFor(async () => expect(await served.model.busySlots()).toBe(0), { timeout: 30_000 });
  });

  it('a killed model is told in one sentence, and the passage is shown', async () => {
    const served = await serve('random');
    const chat = await newChat(served);
    const { answer, heard } = await beginAnswer(served, chat);
    await served.model.kill();
    if (!answer.complete) await once(answer, 'end');
    expect(heard.join('')).toContain('The language model does not answer. Your documents are safe.');
    expect(heard.join('')).toContain('“The insurance of the house ends on 31 December 2027.” [1]');
    expect((await served.messages(chat)).at(-1)).toMatchObject({ notice: 'model.unavailable' });
  });

  it('a second question meanwhile is refused', async () => {
    const served = await serve('random');
    const chat = await newChat(served);
    const { asking } = await beginAnswer(served, chat);
    const second = await served.app.inject({ method: 'POST', url: `/chats/${chat}/messages`, payload: QUESTION });
    expect(second.statusCode).toBe(409);
    expect(second.json()).toMatchObject({ code: 'chat.answer-running' });
    asking.destroy();
  });
});

describe('chats over HTTP', () => {
  it('are created, listed, renamed, read and deleted', async () => {
    const served = await serve('words');
    const { app } = served;
    const chat = await newChat(served);
    const url = `/chats/${chat}`;
    const renamed = await app.inject({ method: 'PATCH', url, payload: { title: 'Insurance' } });
    expect(renamed.json()).toMatchObject({ id: chat, title: 'Insurance' });
    const list = await app.inject({ method: 'GET', url: '/chats?limit=1' });
    expect(list.json()).toMatchObject({ data: [{ id: chat, title: 'Insurance' }], nextCursor: null });
    expect((await app.inject({ method: 'DELETE', url })).statusCode).toBe(204);
    const gone = await app.inject({ method: 'GET', url });
    expect(gone.statusCode).toBe(404);
    expect(gone.json()).toMatchObject({ code: 'chat.not-found' });
  });

  it.each([
    ['an empty question', { text: '  ' }],
    ['no question', {}],
    ['an empty list of documents', { text: 'Who?', documentIds: [] }],
    ['an id in capitals', { text: 'Who?', documentIds: ['00112233-4455-4677-8899-AABBCCDDEEFF'] }],
    ['what it does not know', { text: 'Who?', model: 'x' }],
  ])('refuse %s', async (_, payload) => {
    const served = await serve('words');
    const url = `/chats/${await newChat(served)}/messages`;
    expect((await served.app.inject({ method: 'POST', url, payload })).statusCode).toBe(400);
  });
});
