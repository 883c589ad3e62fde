import { Clock, type ConversationId, newId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Injectable, Logger } from '@nestjs/common';
import { ConversationNotFoundError } from '../chat.errors.js';
import { type ConversationPage, ConversationStore } from '../ports/conversation-store.port.js';
import { RunningAnswers } from '../running-answers.js';
import type { Conversation, Message } from './conversation.js';

/** A member's conversations: made, named, listed, read, deleted. */
@Injectable()
export class ConversationsService {
  readonly #logger = new Logger(ConversationsService.name);

  constructor(
    private readonly store: ConversationStore,
    private readonly running: RunningAnswers,
    private readonly clock: Clock,
  ) {}

  /** @param title Empty: the first question becomes the title. */
  async create(vault: MemberVault, title = ''): Promise<Conversation> {
    const now = this.clock.now();
    const conversation = { id: newId<ConversationId>(), title, createdAt: now, updatedAt: now, heldAt: null };
    await this.store.create(vault, conversation);
    return conversation;
  }

  list(vault: MemberVault, page: ConversationPage): Promise<Conversation[]> {
    return this.store.list(vault, page);
  }

  async get(vault: MemberVault, id: ConversationId): Promise<Conversation> {
    const conversation = await this.store.find(vault, id);
    if (conversation === undefined) throw new ConversationNotFoundError(id);
    return conversation;
  }

  /** Changes what its owner may change; `undefined` leaves a thing as it is. */
  async update(
    vault: MemberVault,
    id: ConversationId,
    change: { readonly title?: string | undefined; readonly isHeld?: boolean | undefined },
  ): Promise<Conversation> {
    const { title, isHeld } = change;
    if (title !== undefined && !(await this.store.rename(vault, id, title))) throw new ConversationNotFoundError(id);
    if (isHeld !== undefined && !(await this.store.setHeld(vault.ownerId, id, isHeld)))
      throw new ConversationNotFoundError(id);
    return this.get(vault, id);
  }

  /** @returns Questions and answers, oldest first. */
  async messages(vault: MemberVault, id: ConversationId): Promise<Message[]> {
    const messages = await this.store.messages(vault, id);
    if (messages === undefined) throw new ConversationNotFoundError(id);
    return messages;
  }

  /** Takes the set's salt with it: what backups still hold of the conversation is unreadable from here on. */
  async delete(vault: MemberVault, id: ConversationId): Promise<void> {
    if (!(await this.store.delete(vault.ownerId, id))) throw new ConversationNotFoundError(id);
    this.running.stop(id);
    this.#logger.log('chat deleted', { chatId: id });
  }
}
