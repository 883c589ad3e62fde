import type { ChatEvent } from '@hearthlore/chat';
import { type DocumentId, type MessageId, newId, passageId } from '@hearthlore/kernel';
import { DefaultChatTransport, readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai';
import { describe, expect, it } from 'vitest';
import { UI_MESSAGE_STREAM_HEADERS, uiMessageFrames } from './ui-message-stream.js';

const documentId = newId<DocumentId>();
const messageId = newId<MessageId>();
const title = 'Insurance 2025';
const quote = 'It ends on 31 December 2027.';

const ANSWER: readonly ChatEvent[] = [
  { type: 'start', messageId },
  { type: 'status', phase: 'searching' },
  { type: 'status', phase: 'reading', passages: 2 },
  { type: 'source', source: { n: 1, documentId, title, page: 3, lastPage: 3 } },
  { type: 'text-start' },
  { type: 'text-delta', delta: 'Until 2027 ' },
  {
    type: 'citation',
    citation: { n: 1, passageId: passageId(documentId, 4), documentId, title, page: 3, quote, score: 0.5 },
  },
  { type: 'text-delta', delta: '[1].\n' },
  { type: 'text-end' },
  { type: 'grounding', supported: 1, unsupported: 0 },
  { type: 'metadata', model: 'qwen', milliseconds: 42, retrieved: 2, notice: null, fallback: true },
  { type: 'finish' },
];

async function* stream<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  for (const item of items) yield await Promise.resolve(item);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What the AI SDK's own client makes of the frames, as the web page uses it. */
async function received(
  events: readonly ChatEvent[],
): Promise<{ chunks: UIMessageChunk[]; message: UIMessage | undefined }> {
  const body = (await collect(uiMessageFrames(stream(events)))).join('');
  const transport = new DefaultChatTransport({
    api: 'http://test/',
    fetch: () =>
      Promise.resolve(
        new Response(body, { headers: { ...UI_MESSAGE_STREAM_HEADERS, 'content-type': 'text/event-stream' } }),
      ),
  });
  const sent = await transport.sendMessages({
    chatId: 'c',
    messages: [],
    trigger: 'submit-message',
    messageId: undefined,
    abortSignal: undefined,
  });
  const [forMessage, forChunks] = sent.tee();
  const chunks = collect(forChunks);
  const messages = await collect(readUIMessageStream({ stream: forMessage, onError: () => undefined }));
  return { chunks: await chunks, message: messages.at(-1) };
}

describe('uiMessageFrames', () => {
  it('is understood by the AI SDK’s client, part by part', async () => {
    const { message } = await received(ANSWER);
    expect(message).toMatchObject({
      id: messageId,
      role: 'assistant',
      metadata: { model: 'qwen', ms: 42, retrieved: 2, notice: null, fallback: true },
      parts: [
        { type: 'source-document', sourceId: 'c1', mediaType: 'text/plain', title, filename: title },
        { type: 'text', text: 'Until 2027 [1].\n', state: 'done' },
        {
          type: 'data-citation',
          id: 'c1',
          data: { n: 1, chunkId: passageId(documentId, 4), documentId, title, page: 3, quote, score: 0.5 },
        },
        { type: 'data-grounding', data: { supported: 1, unsupported: 0 } },
      ],
    });
  });

  it('sends the phases without leaving them in the message', async () => {
    const { chunks, message } = await received(ANSWER);
    expect(chunks.filter(({ type }) => type === 'data-status')).toEqual([
      { type: 'data-status', data: { phase: 'searching' }, transient: true },
      { type: 'data-status', data: { phase: 'reading', passages: 2 }, transient: true },
    ]);
    expect(message?.parts.map(({ type }) => type)).not.toContain('data-status');
  });

  it('closes the text of an answer that was cut off', async () => {
    const { chunks, message } = await received([...ANSWER.slice(0, 6), { type: 'abort' }]);
    expect(chunks.slice(-2).map(({ type }) => type)).toEqual(['text-end', 'abort']);
    expect(message?.parts.at(-1)).toMatchObject({ type: 'text', text: 'Until 2027 ', state: 'done' });
  });

  it('tells an error by its sentence and its code', async () => {
    const error = { type: 'error', code: 'busy', message: 'Too many questions.' } as const;
    const { chunks } = await received([...ANSWER.slice(0, 5), error]);
    expect(chunks.at(-1)).toEqual({ type: 'error', errorText: 'Too many questions.', code: 'busy' });
  });

  it('frames every event as one line of data and ends with [DONE]', async () => {
    const frames = await collect(uiMessageFrames(stream(ANSWER)));
    for (const frame of frames) expect(frame).toMatch(/^data: [^\n]+\n\n$/);
    expect(frames.at(-1)).toBe('data: [DONE]\n\n');
  });
});
