import { type ConversationId, newId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../conversations/conversation.js';
import type { ConversationStore } from '../ports/conversation-store.port.js';
import { anAnswer, aQuestion } from './conversations.js';

interface Arranged {
  readonly store: ConversationStore;
  readonly member: MemberVault;
  readonly stranger: MemberVault;
}

const at = (minute: number): Date => new Date(Date.UTC(2026, 2, 1, 10, minute));

function aConversation(minute = 0, title = ''): Conversation {
  return { id: newId<ConversationId>(), title, createdAt: at(minute), updatedAt: at(minute), heldAt: null };
}

/** What every store of conversations must do. The fake earns its place in unit tests by passing this too. */
export function describeConversationStore(name: string, arrange: () => Promise<Arranged>): void {
  describe(`${name} as a ConversationStore`, () => {
    it('gives back what was created', async () => {
      const { store, member } = await arrange();
      const conversation = aConversation(0, 'Insurance');
      await store.create(member, conversation);
      await expect(store.find(member, conversation.id)).resolves.toEqual(conversation);
      await expect(store.messages(member, conversation.id)).resolves.toEqual([]);
    });

    it('keeps messages in the order they came, with all they carry', async () => {
      const { store, member } = await arrange();
      const { id } = aConversation();
      await store.create(member, { ...aConversation(), id });
      const messages = [aQuestion('First?', at(1)), anAnswer('Yes [1].', at(2)), aQuestion('Second?', at(3))];
      for (const message of messages) await expect(store.append(member, id, message)).resolves.toBe(true);
      await expect(store.messages(member, id)).resolves.toEqual(messages);
    });

    it('moves a conversation to the date of its last message and takes its first title in the same step', async () => {
      const { store, member } = await arrange();
      const conversation = aConversation();
      await store.create(member, conversation);
      await store.append(member, conversation.id, aQuestion('First?', at(5)), 'First?');
      await store.append(member, conversation.id, anAnswer('Yes.', at(6)), 'Another');
      const expected = { ...conversation, title: 'First?', updatedAt: at(6) };
      await expect(store.find(member, conversation.id)).resolves.toEqual(expected);
    });

    it('moves a conversation to another date for its owner alone', async () => {
      const { store, member, stranger } = await arrange();
      const conversation = aConversation();
      await store.create(member, conversation);
      await store.moveTo(stranger.ownerId, conversation.id, at(8));
      await expect(store.find(member, conversation.id)).resolves.toEqual(conversation);
      await store.moveTo(member.ownerId, conversation.id, at(9));
      await expect(store.find(member, conversation.id)).resolves.toEqual({ ...conversation, updatedAt: at(9) });
    });

    it('renames without losing a message', async () => {
      const { store, member } = await arrange();
      const conversation = aConversation();
      await store.create(member, conversation);
      const first = aQuestion();
      await store.append(member, conversation.id, first);
      await expect(store.rename(member, conversation.id, 'New')).resolves.toBe(true);
      const second = aQuestion();
      await store.append(member, conversation.id, second);
      await expect(store.messages(member, conversation.id)).resolves.toEqual([first, second]);
      await expect(store.find(member, conversation.id)).resolves.toMatchObject({ title: 'New' });
    });

    it('loses nothing when a rename and a message come at the same time', async () => {
      const { store, member } = await arrange();
      const conversation = aConversation();
      await store.create(member, conversation);
      const { id } = conversation;
      const messages = [aQuestion(), aQuestion()];
      await Promise.all([...messages.map((one) => store.append(member, id, one)), store.rename(member, id, 'New')]);
      expect(await store.messages(member, id)).toHaveLength(2);
      await expect(store.find(member, id)).resolves.toMatchObject({ title: 'New' });
    });

    it('lists the latest first, page by page, and only the member’s own', async () => {
      const { store, member, stranger } = await arrange();
      const own = [aConversation(1), aConversation(3), aConversation(2), aConversation(2)];
      for (const conversation of own) await store.create(member, conversation);
      await store.create(stranger, aConversation(9));
      const first = await store.list(member, { limit: 2 });
      const last = first.at(-1);
      const rest = await store.list(member, { limit: 9, ...(last && { after: last }) });
      const ids = [...first, ...rest].map(({ id }) => id);
      expect(first).toHaveLength(2);
      expect(ids).toHaveLength(4);
      expect(new Set(ids)).toEqual(new Set(own.map(({ id }) => id)));
      expect([...first, ...rest].map(({ updatedAt }) => updatedAt.getUTCMinutes())).toEqual([3, 2, 2, 1]);
    });

    it('answers for a stranger’s conversation exactly as for a missing one', async () => {
      const { store, member, stranger } = await arrange();
      const conversation = aConversation();
      await store.create(member, conversation);
      for (const id of [conversation.id, newId<ConversationId>()]) {
        await expect(store.find(stranger, id)).resolves.toBeUndefined();
        await expect(store.messages(stranger, id)).resolves.toBeUndefined();
        await expect(store.rename(stranger, id, 'Mine')).resolves.toBe(false);
        await expect(store.append(stranger, id, aQuestion())).resolves.toBe(false);
        await expect(store.delete(stranger.ownerId, id)).resolves.toBe(false);
      }
      await expect(store.find(member, conversation.id)).resolves.toEqual(conversation);
    });

    it('removes overdue messages alone, and keeps the others in their order', async () => {
      const { store, member } = await arrange();
      const { id } = aConversation();
      await store.create(member, { ...aConversation(), id });
      const messages = [aQuestion('First?', at(1)), anAnswer('Yes [1].', at(2)), aQuestion('Second?', at(3))];
      for (const message of messages) await store.append(member, id, message, 'First?');
      await expect(store.trim(member, id, { questions: at(1), answers: undefined }, at(9))).resolves.toBe(1);
      await expect(store.messages(member, id)).resolves.toEqual(messages.slice(1));
      // The title was the question.
      await expect(store.find(member, id)).resolves.toMatchObject({ title: '' });
      const third = aQuestion('Third?', at(4));
      await store.append(member, id, third, 'Third?');
      await expect(store.messages(member, id)).resolves.toEqual([...messages.slice(1), third]);
      await expect(store.find(member, id)).resolves.toMatchObject({ title: 'Third?' });
      await expect(store.trim(member, id, { questions: at(1), answers: at(2) }, at(9))).resolves.toBe(1);
      await expect(store.trim(member, id, { questions: at(1), answers: at(2) }, at(9))).resolves.toBe(0);
      await expect(store.messages(member, id)).resolves.toEqual([messages[2], third]);
    });

    it('keeps a title that its owner gave', async () => {
      const { store, member } = await arrange();
      const conversation = aConversation(0, 'Insurance');
      await store.create(member, conversation);
      for (const minute of [1, 5]) await store.append(member, conversation.id, aQuestion('First?', at(minute)));
      await store.trim(member, conversation.id, { questions: at(1), answers: at(1) }, at(9));
      await expect(store.find(member, conversation.id)).resolves.toMatchObject({ title: 'Insurance' });
    });

    it('removes the conversation with the last of its messages, and never an empty one', async () => {
      const { store, member } = await arrange();
      const [asked, empty] = [aConversation(), aConversation()];
      for (const one of [asked, empty]) await store.create(member, one);
      await store.append(member, asked.id, aQuestion('First?', at(1)));
      const overdue = { questions: at(5), answers: at(5) };
      for (const one of [asked, empty]) await store.trim(member, one.id, overdue, at(9));
      await expect(store.find(member, asked.id)).resolves.toBeUndefined();
      await expect(store.find(member, empty.id)).resolves.toEqual(empty);
    });

    it('takes nothing of what is held, nor of a stranger’s', async () => {
      const { store, member, stranger } = await arrange();
      const conversation = aConversation();
      const { id } = conversation;
      await store.create(member, conversation);
      await store.append(member, id, aQuestion('First?', at(1)));
      const overdue = { questions: at(5), answers: at(5) };
      await expect(store.setHeld(stranger.ownerId, id, true)).resolves.toBe(false);
      await expect(store.setHeld(member.ownerId, id, true)).resolves.toBe(true);
      await expect(store.listBegunBy(member.ownerId, at(5))).resolves.not.toContain(id);
      await expect(store.trim(member, id, overdue, at(9))).resolves.toBe(0);
      await expect(store.trim(stranger, id, overdue, at(9))).resolves.toBe(0);
      await expect(store.messages(member, id)).resolves.toHaveLength(1);
      await store.setHeld(member.ownerId, id, false);
      await expect(store.listBegunBy(member.ownerId, at(5))).resolves.toContain(id);
      await expect(store.trim(member, id, overdue, at(9))).resolves.toBe(1);
    });

    it('deletes once, and says whether it did', async () => {
      const { store, member } = await arrange();
      const conversation = aConversation();
      await store.create(member, conversation);
      await store.append(member, conversation.id, aQuestion());
      await expect(store.delete(member.ownerId, conversation.id)).resolves.toBe(true);
      await expect(store.delete(member.ownerId, conversation.id)).resolves.toBe(false);
      await expect(store.find(member, conversation.id)).resolves.toBeUndefined();
      await expect(store.append(member, conversation.id, aQuestion())).resolves.toBe(false);
      await expect(store.list(member, { limit: 9 })).resolves.toEqual([]);
    });
  });
}
