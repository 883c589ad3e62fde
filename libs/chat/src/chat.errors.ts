import { AppError, type ConversationId } from '@hearthlore/kernel';

/** Also thrown for a conversation that exists but belongs to someone else: existence is private. */
export class ConversationNotFoundError extends AppError {
  readonly kind = 'not-found';
  readonly code = 'chat.not-found';
  override readonly details: { readonly chatId: ConversationId };

  constructor(chatId: ConversationId) {
    super('No such chat');
    this.details = { chatId };
  }
}

/** A conversation answers one question at a time: two at once would each miss the other's words. */
export class AnswerRunningError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'chat.answer-running';
  override readonly details: { readonly chatId: ConversationId };

  constructor(chatId: ConversationId) {
    super('The previous question is still being answered');
    this.details = { chatId };
  }
}

/** The reason of a signal that the member's stop or a lost connection aborted: no failure. */
export class AnswerStoppedError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'chat.stopped';

  constructor() {
    super('The answer was stopped');
  }
}
