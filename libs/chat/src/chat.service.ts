import { AppError, Clock, type ConversationId, type DocumentId, type MessageId, newId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Injectable, Logger, Optional } from '@nestjs/common';
import { AnswerRecord } from './answer-record.js';
import { Answerer, type AskedQuestion } from './answering/answerer.js';
import { ConversationNotFoundError } from './chat.errors.js';
import type { ChatEvent } from './chat-event.js';
import { type Answer, type AnswerDetails, type Question, titleFrom } from './conversations/conversation.js';
import { type ModelTurn, ModelTurns } from './model-turns.js';
import { ConversationStore } from './ports/conversation-store.port.js';
import { type RunningAnswer, RunningAnswers } from './running-answers.js';

export interface NewQuestion {
  readonly text: string;
  /** Limits the search to these documents; empty for all. */
  readonly documentIds: readonly DocumentId[];
  /** Told of the language model's tokens as they are spent. */
  readonly spend?: (tokens: number) => void;
}

interface Underway {
  /** The question is sealed into the conversation. */
  readonly kept: Promise<void>;
  readonly running: RunningAnswer;
  readonly turn: ModelTurn;
  readonly spend: NewQuestion['spend'];
}

/** Questions and answers of one conversation: asked, streamed, stopped, and sealed into it. */
@Injectable()
export class ChatService {
  readonly #logger = new Logger(ChatService.name);

  constructor(
    private readonly store: ConversationStore,
    private readonly answerer: Answerer,
    private readonly running: RunningAnswers,
    private readonly clock: Clock,
    @Optional() private readonly turns: ModelTurns = new ModelTurns(),
  ) {}

  /**
   * Seals the question into the conversation while it is being answered; no word of the answer comes before that is done.
   * Reading is what moves the answer on; its end, or an aborted `signal` before it was read at all, lets the next
   * question in.
   *
   * @param signal Aborted when nobody listens any more; what was said until then is kept.
   * @returns The events; problems from here on are events too.
   * @throws {ConversationNotFoundError} @throws {AnswerRunningError} @throws {ModelBusyError}
   */
  async ask(
    vault: MemberVault,
    id: ConversationId,
    { text, documentIds, spend }: NewQuestion,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<ChatEvent, void, undefined>> {
    const history = await this.store.messages(vault, id);
    if (history === undefined) throw new ConversationNotFoundError(id);
    const running = this.running.start(id, [signal, vault.signal]);
    const turn = this.#joinLine(running);
    const kept = this.#keepQuestion(vault, id, { text, documentIds });
    // Its failure is told by the stream, which may not be read yet.
    kept.catch(() => undefined);
    return this.#answer(vault, id, { text, documentIds, history }, { kept, running, turn, spend });
  }

  /** Ends the answer being made, with the model's own request. Idempotent. @throws {ConversationNotFoundError} */
  async stop(vault: MemberVault, id: ConversationId): Promise<void> {
    if ((await this.store.find(vault, id)) === undefined) throw new ConversationNotFoundError(id);
    this.running.stop(id);
  }

  /** Who gives up gives up the place in line as well. */
  #joinLine(running: RunningAnswer): ModelTurn {
    try {
      const turn = this.turns.join();
      running.signal.addEventListener('abort', () => turn.leave(), { once: true });
      return turn;
    } catch (error) {
      running.end();
      throw error;
    }
  }

  async #keepQuestion(
    vault: MemberVault,
    id: ConversationId,
    asked: Pick<NewQuestion, 'text' | 'documentIds'>,
  ): Promise<void> {
    const question: Question = { id: newId<MessageId>(), role: 'user', ...asked, createdAt: this.clock.now() };
    const isKept = await this.store.append(vault, id, question, titleFrom(asked.text));
    if (!isKept) throw new ConversationNotFoundError(id);
  }

  async *#answer(
    vault: MemberVault,
    id: ConversationId,
    question: AskedQuestion,
    { kept, running, turn, spend }: Underway,
  ): AsyncGenerator<ChatEvent, void, undefined> {
    const record = new AnswerRecord();
    let state: AnswerDetails['state'] = 'aborted';
    let end: ChatEvent = { type: 'abort' };
    running.begin();
    try {
      yield { type: 'start', messageId: record.id };
      for await (const position of turn.wait(running.signal)) yield { type: 'status', phase: 'waiting', position };
      for await (const event of this.answerer.answer(vault, question, running.signal, spend)) {
        if (event.type === 'text-start') await kept;
        record.add(event);
        yield event;
      }
      state = 'complete';
      end = { type: 'finish' };
    } catch (error) {
      if (!running.signal.aborted) {
        state = 'failed';
        end = this.#failed(id, error);
      }
    } finally {
      turn.leave();
      // Also reached when the reader leaves the stream: what it has read is kept before the next question may come.
      const unkept = await this.#keepAnswer(vault, id, record.toAnswer(state, this.clock.now()), kept);
      if (state === 'complete') end = unkept ?? end;
      running.end();
    }
    yield end;
  }

  /** @returns What to say instead of the end that was due, where the answer could not be kept. */
  async #keepAnswer(
    vault: MemberVault,
    id: ConversationId,
    answer: Answer,
    questionKept: Promise<void>,
  ): Promise<ChatEvent | undefined> {
    // Signed out in the middle: there is no key left to seal with, and the question is kept already.
    if (vault.signal.aborted) return undefined;
    try {
      await questionKept;
      // A conversation deleted in the meantime keeps nothing.
      await this.store.append(vault, id, answer);
      return undefined;
    } catch (error) {
      return this.#failed(id, error);
    }
  }

  #failed(id: ConversationId, error: unknown): ChatEvent {
    const code = error instanceof AppError ? error.code : 'internal';
    const name = error instanceof Error ? error.name : typeof error;
    this.#logger.error('answer failed', { chatId: id, code, name });
    const message = error instanceof AppError ? error.message : 'Something went wrong. Your question is kept.';
    return { type: 'error', code, message };
  }
}
