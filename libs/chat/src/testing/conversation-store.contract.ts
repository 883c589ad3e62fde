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
  return { id: newId<ConversationId>(), title, createdAt: at(minute), updatedAt: at(minute) };
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
