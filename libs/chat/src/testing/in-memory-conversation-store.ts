import type { ConversationId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import {
  type Conversation,
  isOverdue,
  type Message,
  type MessageCutoffs,
  titleFrom,
} from '../conversations/conversation.js';
import { type ConversationPage, ConversationStore } from '../ports/conversation-store.port.js';

interface Stored {
  readonly ownerId: UserId;
  conversation: Conversation;
  messages: Message[];
}

export class InMemoryConversationStore extends ConversationStore {
  readonly #stored = new Map<ConversationId, Stored>();

  override create(vault: MemberVault, conversation: Conversation): Promise<void> {
    this.#stored.set(conversation.id, { ownerId: vault.ownerId, conversation, messages: [] });
    return Promise.resolve();
  }

  override find(vault: MemberVault, id: ConversationId): Promise<Conversation | undefined> {
    return Promise.resolve(this.#of(vault.ownerId, id)?.conversation);
  }

  override list(vault: MemberVault, { limit, after }: ConversationPage): Promise<Conversation[]> {
    const own = [...this.#stored.values()].filter(({ ownerId }) => ownerId === vault.ownerId);
    const sorted = own.map(({ conversation }) => conversation).sort(newestFirst);
    const rest = after === undefined ? sorted : sorted.filter((one) => newestFirst(after, one) < 0);
    return Promise.resolve(rest.slice(0, limit));
  }

  override rename(vault: MemberVault, id: ConversationId, title: string): Promise<boolean> {
    const stored = this.#of(vault.ownerId, id);
    if (stored !== undefined) stored.conversation = { ...stored.conversation, title };
    return Promise.resolve(stored !== undefined);
  }

  override messages(vault: MemberVault, id: ConversationId): Promise<Message[] | undefined> {
    return Promise.resolve(this.#of(vault.ownerId, id)?.messages.slice());
  }

  override append(vault: MemberVault, id: ConversationId, message: Message, title?: string): Promise<boolean> {
    const stored = this.#of(vault.ownerId, id);
    if (stored === undefined) return Promise.resolve(false);
    stored.messages.push(message);
    const updatedAt = message.createdAt;
    stored.conversation = { ...stored.conversation, updatedAt, title: stored.conversation.title || (title ?? '') };
    return Promise.resolve(true);
  }

  override moveTo(ownerId: UserId, id: ConversationId, updatedAt: Date): Promise<void> {
    const stored = this.#of(ownerId, id);
    if (stored !== undefined) stored.conversation = { ...stored.conversation, updatedAt };
    return Promise.resolve();
  }

  override setHeld(ownerId: UserId, id: ConversationId, isHeld: boolean): Promise<boolean> {
    const stored = this.#of(ownerId, id);
    if (stored !== undefined)
      stored.conversation = {
        ...stored.conversation,
        heldAt: isHeld ? (stored.conversation.heldAt ?? new Date()) : null,
      };
    return Promise.resolve(stored !== undefined);
  }

  override listBegunBy(ownerId: UserId, cutoff: Date): Promise<ConversationId[]> {
    const own = [...this.#stored.values()].filter((stored) => stored.ownerId === ownerId);
    const begun = own.filter(({ conversation: { heldAt, createdAt } }) => heldAt === null && createdAt <= cutoff);
    return Promise.resolve(begun.map(({ conversation }) => conversation.id));
  }

  override trim(vault: MemberVault, id: ConversationId, overdue: MessageCutoffs): Promise<number> {
    const stored = this.#of(vault.ownerId, id);
    if (stored === undefined || stored.conversation.heldAt !== null) return Promise.resolve(0);
    const gone = stored.messages.filter((message) => isOverdue(message, overdue));
    const { title } = stored.conversation;
    if (gone.some(({ role, text }) => role === 'user' && titleFrom(text) === title))
      stored.conversation = { ...stored.conversation, title: '' };
    stored.messages = stored.messages.filter((message) => !gone.includes(message));
    if (gone.length > 0 && stored.messages.length === 0) this.#stored.delete(id);
    return Promise.resolve(gone.length);
  }

  override delete(ownerId: UserId, id: ConversationId): Promise<boolean> {
    return Promise.resolve(this.#of(ownerId, id) !== undefined && this.#stored.delete(id));
  }

  #of(ownerId: UserId, id: ConversationId): Stored | undefined {
    const stored = this.#stored.get(id);
    return stored?.ownerId === ownerId ? stored : undefined;
  }
}

function newestFirst(a: Pick<Conversation, 'id' | 'updatedAt'>, b: Pick<Conversation, 'id' | 'updatedAt'>): number {
  return b.updatedAt.getTime() - a.updatedAt.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id));
}
