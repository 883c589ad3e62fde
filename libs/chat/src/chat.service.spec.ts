import { type ConversationId, type DocumentId, newId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { ContextTooSmallError, ModelUnavailableError } from '@hearthlore/models';
import { type Script, ScriptedLanguageModel } from '@hearthlore/models/testing';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { describe, expect, it } from 'vitest';
import { Answerer } from './answering/answerer.js';
import { NOT_FOUND, NOTICES } from './answering/sentences-we-say.js';
import { AnswerRunningError, ConversationNotFoundError } from './chat.errors.js';
import { ChatService } from './chat.service.js';
import type { ChatEvent } from './chat-event.js';
import { ConversationsService } from './conversations/conversations.service.js';
import type { PassageHit } from './ports/passage-search.port.js';
import { RunningAnswers } from './running-answers.js';
import { aHit } from './testing/conversations.js';
import { FixedPassageSearch } from './testing/fixed-passage-search.js';
import { InMemoryConversationStore } from './testing/in-memory-conversation-store.js';

const never = new AbortController().signal;
const HOUSE = aHit(
  'The house is insured. The insurance of the house ends on 31 December 2027. Water damage is covered.',
);
const CAR = aHit('The car was bought in 2019. Its inspection is due in May.', {
  title: 'Car',
  page: null,
  lastPage: null,
});
const QUESTION = { text: 'When does the insurance of the house end?', documentIds: [] };

interface Chat {
  readonly chat: ChatService;
  readonly conversations: ConversationsService;
  readonly search: FixedPassageSearch;
  readonly vault: MemberVault;
  readonly id: ConversationId;
  readonly ask: (text?: string, signal?: AbortSignal) => Promise<ChatEvent[]>;
}

/** Has no room for another message. */
class FullStore extends InMemoryConversationStore {
  override append(): Promise<boolean> {
    return Promise.reject(new Error('disk full'));
  }
}

interface Options {
  readonly model?: ScriptedLanguageModel;
  readonly hits?: readonly PassageHit[];
  readonly store?: InMemoryConversationStore;
}

async function aChat(options: Options): Promise<Chat> {
  const store = options.store ?? new InMemoryConversationStore();
  const search = new FixedPassageSearch(options.hits ?? [HOUSE, CAR]);
  const running = new RunningAnswers();
  const clock = new ManualClock();
  const chat = new ChatService(store, new Answerer(search, options.model, undefined), running, clock);
  const conversations = new ConversationsService(store, running, clock);
  const vault = aVault();
  const { id } = await conversations.create(vault);
  const ask = async (text = QUESTION.text, signal = never): Promise<ChatEvent[]> =>
    collect(await chat.ask(vault, id, { text, documentIds: [] }, signal));
  return { chat, conversations, search, vault, id, ask };
}

const says = (...scripts: Script[]): ScriptedLanguageModel => new ScriptedLanguageModel(scripts);

async function collect(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const textOf = (events: readonly ChatEvent[]): string =>
  events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
const only = <T extends ChatEvent['type']>(events: readonly ChatEvent[], type: T) =>
  events.filter((event): event is Extract<ChatEvent, { type: T }> => event.type === type);

describe('ChatService with a language model', () => {
  it('tells what happens in order and answers with checked citations', async () => {
    const { ask } = await aChat({
      model: says({ says: ['It ends on 31 ', 'December 2027 [', '1]', ', says aunt [7].'] }),
    });
    const events = await ask();
    expect(events.map(({ type }) => type).filter((type) => type !== 'text-delta')).toEqual([
      'start',
      'status',
      'status',
      'source',
      'source',
      'text-start',
      'status',
      'citation',
      'text-end',
      'grounding',
      'metadata',
      'finish',
    ]);
    expect(textOf(events)).toBe('It ends on 31 December 2027 [1], says aunt.');
    expect(only(events, 'citation')[0]?.citation).toEqual({
      n: 1,
      passageId: HOUSE.passageId,
      documentId: HOUSE.documentId,
      title: 'Insurance 2025',
      page: 3,
      quote: 'The insurance of the house ends on 31 December 2027.',
      score: 0.8,
    });
    expect(only(events, 'grounding')).toEqual([{ type: 'grounding', supported: 1, unsupported: 0 }]);
    expect(only(events, 'metadata')[0]).toMatchObject({
      model: 'scripted',
      retrieved: 2,
      notice: null,
      fallback: false,
    });
  });

  it('says when the vector store was away', async () => {
    const { ask, search } = await aChat({ model: says({ says: ['In 2027 [1].'] }) });
    search.fallback = true;
    expect(only(await ask(), 'metadata')[0]).toMatchObject({ fallback: true });
  });

  it('seals question and answer into the conversation and titles it by the question', async () => {
    const { ask, conversations, vault, id } = await aChat({ model: says({ says: ['In 2027 [1].'] }) });
    const [start] = await ask();
    const [question, answer] = await conversations.messages(vault, id);
    expect(question).toMatchObject({ role: 'user', text: QUESTION.text });
    expect(answer).toMatchObject({ role: 'assistant', text: 'In 2027 [1].', details: { state: 'complete' } });
    expect(start).toEqual({ type: 'start', messageId: answer?.id });
    await expect(conversations.get(vault, id)).resolves.toMatchObject({ title: QUESTION.text });
  });

  it('has the question kept before the answer begins', async () => {
    const { chat, conversations, vault, id } = await aChat({ model: says({ says: ['Yes.'] }) });
    for await (const { type } of await chat.ask(vault, id, QUESTION, never)) {
      if (type !== 'text-start') continue;
      await expect(conversations.messages(vault, id)).resolves.toMatchObject([{ text: QUESTION.text }]);
    }
  });

  it('does not answer a question that could not be kept', async () => {
    const { ask } = await aChat({ model: says({ says: ['Yes.'] }), store: new FullStore() });
    const events = await ask();
    expect(textOf(events)).toBe('');
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'internal' });
  });

  it('searches in the documents that were chosen', async () => {
    const { chat, search, vault, id } = await aChat({ model: says({ says: ['Yes.'] }) });
    const documentIds = [newId<DocumentId>()];
    await collect(await chat.ask(vault, id, { text: 'Where?', documentIds }, never));
    expect(search.queries).toEqual([{ text: 'Where?', limit: 10, documentIds }]);
  });

  it('makes a follow-up stand alone before searching', async () => {
    const model = says(
      { says: ['In 2027 [1].'] },
      { says: ['When does the insurance ', 'of the car end?\nBecause…'] },
      { says: ['Never.'] },
    );
    const { ask, search } = await aChat({ model });
    await ask();
    await ask('And of the car?');
    expect(search.queries.at(-1)?.text).toBe('When does the insurance of the car end?');
    expect(model.requests.at(-1)?.messages.at(-1)?.content).toContain('And of the car?');
  });

  it.each([
    ['answers instead of asking', { says: ['Bananas grow in warm countries only.'] }],
    ['says nothing', {}],
    ['is away', { ending: new ModelUnavailableError() }],
  ])('searches with the raw questions when the model that should reword %s', async (_, script: Script) => {
    const { ask, search } = await aChat({ model: says({ says: ['In 2027 [1].'] }, script, { says: ['Never.'] }) });
    await ask();
    await ask('And of the car?');
    expect(search.queries.at(-1)?.text).toBe(`${QUESTION.text}\nAnd of the car?`);
  });

  it('takes fewer passages when the server says they do not fit', async () => {
    const tooSmall = new ContextTooSmallError({ neededTokens: 1900, availableTokens: 2048 });
    const model = says({ ending: tooSmall }, { says: ['In 2027 [1].'] });
    const long = aHit('The house stands at the river. '.repeat(60), { title: 'House' });
    const { ask } = await aChat({ model, hits: [HOUSE, long] });
    const events = await ask();
    const sent = model.requests.map(({ messages }) => messages.at(-1)?.content.match(/^Passage/gm)?.length);
    expect(sent).toEqual([2, 1]);
    expect(textOf(events)).toBe('In 2027 [1].');
  });
});

describe('ChatService when the model fails', () => {
  it('says so in one sentence, shows the passages, and loses nothing', async () => {
    const { ask, conversations, vault, id } = await aChat({ model: says({ ending: new ModelUnavailableError() }) });
    const events = await ask();
    expect(textOf(events)).toMatch(
      /^The language model does not answer\. Your documents are safe\.\n\n“The insurance of the house ends on 31 December 2027\.” \[1\]/,
    );
    expect(only(events, 'citation')[0]?.citation).toMatchObject({ n: 1, page: 3 });
    expect(only(events, 'metadata')[0]).toMatchObject({ model: null, notice: 'model.unavailable' });
    expect(events.at(-1)).toEqual({ type: 'finish' });
    await expect(conversations.messages(vault, id)).resolves.toMatchObject([
      { text: QUESTION.text },
      { text: textOf(events), details: { notice: 'model.unavailable' } },
    ]);
  });

  it('keeps what was said before it broke off', async () => {
    const { ask } = await aChat({ model: says({ says: ['It ends [1] in [2'], ending: new ModelUnavailableError() }) });
    const text = textOf(await ask());
    expect(text).toMatch(/^It ends \[1\] in \[2\n\nThe language model does not answer/);
    expect(text).toContain('“The insurance of the house ends on 31 December 2027.” [1]');
  });

  it('says when not even one passage fits', async () => {
    const model = new ScriptedLanguageModel([{ says: ['never asked'] }], 64);
    const { ask } = await aChat({ model });
    expect(textOf(await ask())).toContain(NOTICES['model.context-too-small']);
    expect(model.requests).toEqual([]);
  });

  it('tells an unexpected fault without its words, and lets the next question in', async () => {
    const { ask } = await aChat({ model: says({ ending: new Error('secret detail') }, { says: ['Yes.'] }) });
    const events = await ask();
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'internal' });
    expect(JSON.stringify(events)).not.toContain('secret detail');
    expect(textOf(await ask())).toBe('Yes.');
  });
});

describe('ChatService without a language model', () => {
  it('quotes the best sentences, each with its citation', async () => {
    const { ask } = await aChat({});
    const events = await ask();
    expect(textOf(events)).toMatch(/^“The insurance of the house ends on 31 December 2027\.” \[1\]/);
    expect(only(events, 'metadata')[0]).toMatchObject({ model: null, notice: null });
    expect(only(events, 'grounding')[0]?.unsupported).toBe(0);
  });

  it('says that the documents do not hold what they do not hold', async () => {
    const { ask } = await aChat({});
    const events = await ask('Which vaccinations did grandmother receive in Portugal?');
    expect(textOf(events)).toBe(NOT_FOUND);
    expect(only(events, 'citation')).toEqual([]);
  });

  it('says so when nothing was found at all', async () => {
    const { ask } = await aChat({ hits: [] });
    expect(textOf(await ask())).toBe(NOT_FOUND);
  });
});

describe('ChatService when an answer is ended', () => {
  async function begin(script: Script) {
    const chat = await aChat({ model: says(script) });
    const stream = await chat.chat.ask(chat.vault, chat.id, QUESTION, never);
    const events: ChatEvent[] = [];
    for (let step = await stream.next(); step.done !== true; step = await stream.next()) {
      events.push(step.value);
      if (step.value.type === 'text-delta') break;
    }
    return { ...chat, stream, events };
  }

  it('keeps what was said until stop, marked as aborted', async () => {
    const { chat, conversations, vault, id, stream } = await begin({ says: ['It ends “in '], ending: 'forever' });
    await chat.stop(vault, id);
    const rest = await collect(stream);
    expect(rest.at(-1)).toEqual({ type: 'abort' });
    expect((await conversations.messages(vault, id)).at(-1)).toMatchObject({
      text: 'It ends “in ',
      details: { state: 'aborted', retrieved: 2 },
    });
  });

  it('keeps what was said when the reader leaves, and lets the next question in', async () => {
    const { conversations, vault, id, stream, ask } = await begin({ says: ['It ends '], ending: 'forever' });
    await stream.return();
    expect((await conversations.messages(vault, id)).at(-1)).toMatchObject({ details: { state: 'aborted' } });
    await expect(ask('Again?', AbortSignal.abort())).resolves.toMatchObject([
      { type: 'start' },
      { type: 'status' },
      { type: 'abort' },
    ]);
  });

  it('lets the next question in when the reader was gone before it began to read', async () => {
    const { chat, vault, id, ask } = await aChat({ model: says({ says: ['Yes.'] }) });
    const reader = new AbortController();
    await chat.ask(vault, id, QUESTION, reader.signal);
    reader.abort();
    expect(textOf(await ask())).toBe('Yes.');
  });

  it('refuses a second question meanwhile, without keeping it', async () => {
    const { chat, conversations, vault, id, stream } = await begin({ says: ['It ends '], ending: 'forever' });
    await expect(chat.ask(vault, id, QUESTION, never)).rejects.toThrow(AnswerRunningError);
    expect(await conversations.messages(vault, id)).toHaveLength(1);
    await stream.return();
  });

  it('ends when the vault locks, keeping the question', async () => {
    const { conversations, vault, id, stream } = await begin({ says: ['It ends '], ending: 'forever' });
    vault.lock();
    expect((await collect(stream)).at(-1)).toEqual({ type: 'abort' });
    expect(await conversations.messages(vault, id)).toHaveLength(1);
  });

  it('ends when the conversation is deleted, and keeps nothing', async () => {
    const { conversations, vault, id, stream } = await begin({ says: ['It ends '], ending: 'forever' });
    await conversations.delete(vault, id);
    expect((await collect(stream)).at(-1)).toEqual({ type: 'abort' });
    await expect(conversations.messages(vault, id)).rejects.toThrow(ConversationNotFoundError);
  });
});

describe('ChatService and strangers', () => {
  it('does not admit that another member’s conversation exists, not even while it answers', async () => {
    const { chat, conversations, vault, id } = await aChat({ model: says({ ending: 'forever' }) });
    const stream = await chat.ask(vault, id, QUESTION, never);
    const stranger = aVault();
    for (const unknown of [id, newId<ConversationId>()]) {
      await expect(chat.ask(stranger, unknown, QUESTION, never)).rejects.toThrow(ConversationNotFoundError);
      await expect(chat.stop(stranger, unknown)).rejects.toThrow(ConversationNotFoundError);
      await expect(conversations.get(stranger, unknown)).rejects.toThrow(ConversationNotFoundError);
      await expect(conversations.update(stranger, unknown, { title: 'x' })).rejects.toThrow(ConversationNotFoundError);
      await expect(conversations.delete(stranger, unknown)).rejects.toThrow(ConversationNotFoundError);
    }
    await stream.return();
  });
});
