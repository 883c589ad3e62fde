import { anAnswer, aQuestion, InMemoryConversationStore } from '@hearthlore/chat/testing';
import { type ConversationId, newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import type { MemberVault } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { DAY, type RetentionRule } from './retention-rule.js';
import { TrimConversations } from './trim-conversations.js';

const now = new Date('2026-06-15T12:00:00Z');
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY);
const long = daysAgo(1000);

let store: InMemoryConversationStore;
let vault: MemberVault;
let own: RetentionRule<'questions' | 'answers'>[];
let ids: ConversationId[];

beforeEach(async () => {
  store = new InMemoryConversationStore();
  vault = aVault(newId<UserId>());
  own = [{ kind: 'answers', days: 7, changedAt: long }];
  ids = [];
  for (let n = 0; n < 3; n += 1) ids.push(await aConversation());
});

async function aConversation(): Promise<ConversationId> {
  const id = newId<ConversationId>();
  await store.create(vault, { id, title: '', createdAt: daysAgo(20), updatedAt: daysAgo(20), heldAt: null });
  for (const message of [aQuestion('Old?', daysAgo(20)), anAnswer('Old.', daysAgo(20)), anAnswer('New.', daysAgo(1))])
    await store.append(vault, id, message);
  return id;
}

function trim(signal = new AbortController().signal, progress = (): Promise<void> => Promise.resolve()) {
  const rules = { list: () => Promise.resolve([]), listOwn: () => Promise.resolve(own) };
  return new TrimConversations(rules, store, new ManualClock(now)).run(vault, { signal, progress });
}

const texts = async (): Promise<string[][]> =>
  Promise.all(ids.map(async (id) => (await store.messages(vault, id))?.map(({ text }) => text) ?? []));

describe('trimming', () => {
  it('removes what is overdue, and says how much', async () => {
    await expect(trim()).resolves.toEqual({ conversations: 3, messages: 3 });
    expect(await texts()).toEqual([0, 1, 2].map(() => ['Old?', 'New.']));
    await expect(trim()).resolves.toEqual({ conversations: 0, messages: 0 });
  });

  it('does nothing without a rule, or while it does not bite yet', async () => {
    own = [{ kind: 'answers', days: 7, changedAt: daysAgo(6) }];
    await expect(trim()).resolves.toEqual({ conversations: 0, messages: 0 });
    own = [];
    await expect(trim()).resolves.toEqual({ conversations: 0, messages: 0 });
  });

  it('that is cut off anywhere is finished by the next one', async () => {
    const leaving = new AbortController();
    const leave = (): Promise<void> => Promise.resolve(leaving.abort());
    await expect(trim(leaving.signal, leave)).rejects.toThrow(/aborted/);
    expect((await texts()).map((all) => all.length).toSorted((a, b) => a - b)).toEqual([2, 3, 3]);
    await expect(trim()).resolves.toEqual({ conversations: 2, messages: 2 });
    expect(await texts()).toEqual([0, 1, 2].map(() => ['Old?', 'New.']));
  });
});
