import { describe, expect, it } from 'vitest';
import { groupByDay } from './chat-days.js';
import { type ChatMessage, citationsOf, fromStored, isQuestionGone, textOf } from './chat-message.js';

const chat = (id: string, updatedAt: Date) => ({
  id,
  title: id,
  createdAt: updatedAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
  heldAt: null,
});

describe('conversations by day', () => {
  it('puts the latest first, and knows today and yesterday by the local calendar', () => {
    const now = new Date(2026, 2, 1, 0, 30);
    const days = groupByDay(
      [
        chat('february', new Date(2026, 1, 27, 12)),
        chat('just before midnight', new Date(2026, 1, 28, 23, 59)),
        chat('now', new Date(2026, 2, 1, 0, 5)),
        chat('later', new Date(2026, 2, 1, 0, 20)),
      ],
      now,
    );
    expect(days.map(({ day, chats }) => [day, chats.map(({ id }) => id)])).toEqual([
      ['today', ['later', 'now']],
      ['yesterday', ['just before midnight']],
      [new Date(2026, 1, 27), ['february']],
    ]);
  });
});

it('shows a stored answer like a streamed one, its citations in the order of their numbers', () => {
  const citation = { documentId: 'd', title: 'Policy', page: 3, quote: 'until 2027', score: 0.9 };
  const message = fromStored({
    id: 'm',
    role: 'assistant',
    text: 'Until 2027 [1].',
    createdAt: '2026-01-01T00:00:00Z',
    state: 'complete',
    documentIds: [],
    model: 'qwen',
    ms: 900,
    notice: null,
    citations: [
      { ...citation, n: 2, chunkId: 'd.2' },
      { ...citation, n: 1, chunkId: 'd.1' },
    ],
  });
  expect(textOf(message)).toBe('Until 2027 [1].');
  expect(citationsOf(message).map(({ n }) => n)).toEqual([1, 2]);
});

it('knows an answer whose question a rule took', () => {
  const roles = ['assistant', 'user', 'assistant', 'assistant', 'user'] as const;
  const messages = roles.map((role, index): ChatMessage => ({ id: `${index}`, role, parts: [] }));
  expect(messages.map((_, index) => isQuestionGone(messages, index))).toEqual([true, false, false, true, false]);
});
