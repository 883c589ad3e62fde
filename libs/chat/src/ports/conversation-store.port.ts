import type { ConversationId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { Conversation, Message, MessageCutoffs } from '../conversations/conversation.js';

export interface ConversationPage {
  /** At most this many. */
  readonly limit: number;
  /** Continue after this conversation of the page before. */
  readonly after?: Pick<Conversation, 'id' | 'updatedAt'>;
}

/**
 * Conversations at rest. Titles and messages are sealed under the member's keys: hence the vault, not only an owner.
 * Methods that name a conversation answer `undefined` or `false` where the member has none of that id.
 */
export abstract class ConversationStore {
  abstract create(vault: MemberVault, conversation: Conversation): Promise<void>;

  abstract find(vault: MemberVault, id: ConversationId): Promise<Conversation | undefined>;

  /** @returns The most recently used first; equal times by id. */
  abstract list(vault: MemberVault, page: ConversationPage): Promise<Conversation[]>;

  abstract rename(vault: MemberVault, id: ConversationId, title: string): Promise<boolean>;

  /** @returns In the order they were added. */
  abstract messages(vault: MemberVault, id: ConversationId): Promise<Message[] | undefined>;

  /**
   * Adds one message and moves the conversation to its date, all or nothing.
   * @param title Becomes the title in the same step where there is none yet.
   */
  abstract append(vault: MemberVault, id: ConversationId, message: Message, title?: string): Promise<boolean>;

  /** Moves it to another date than that of its last message. */
  abstract moveTo(ownerId: UserId, id: ConversationId, updatedAt: Date): Promise<void>;

  abstract setHeld(ownerId: UserId, id: ConversationId, isHeld: boolean): Promise<boolean>;

  /** @returns Those that nobody holds and that were begun by `cutoff`: what may have messages that are older. */
  abstract listBegunBy(ownerId: UserId, cutoff: Date): Promise<ConversationId[]>;

  /**
   * Removes overdue messages, all or nothing, and the conversation with the last of them; a title that was made of a
   * removed question goes with it. A held conversation stays as it is.
   *
   * @param now Noted as when somebody looked.
   * @returns How many messages went.
   */
  abstract trim(vault: MemberVault, id: ConversationId, overdue: MessageCutoffs, now: Date): Promise<number>;

  /** Needs no key: what is sealed is unreadable from here on. */
  abstract delete(ownerId: UserId, id: ConversationId): Promise<boolean>;
}
