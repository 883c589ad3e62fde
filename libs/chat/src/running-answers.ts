import type { ConversationId } from '@hearthlore/kernel';
import { Injectable } from '@nestjs/common';
import { AnswerRunningError, AnswerStoppedError } from './chat.errors.js';

export interface RunningAnswer {
  /** Aborted by stop, by any of the signals it was started with, or when its conversation is deleted. */
  readonly signal: AbortSignal;
  /** The answer is being read: from here on its reader ends it. Before, an aborted signal does. */
  begin(): void;
  /** Lets the next question in. */
  end(): void;
}

/** The answers being made in this process, one per conversation. */
@Injectable()
export class RunningAnswers {
  readonly #controllers = new Map<ConversationId, AbortController>();

  /** @throws {AnswerRunningError} while an earlier answer of the conversation runs. */
  start(id: ConversationId, signals: readonly AbortSignal[]): RunningAnswer {
    if (this.#controllers.has(id)) throw new AnswerRunningError(id);
    const controller = new AbortController();
    this.#controllers.set(id, controller);
    const signal = AbortSignal.any([controller.signal, ...signals]);
    const end = (): void => {
      if (this.#controllers.get(id) === controller) this.#controllers.delete(id);
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    return { signal, begin: () => signal.removeEventListener('abort', end), end };
  }

  /** Idempotent: stopping what has ended is no fault. */
  stop(id: ConversationId): void {
    this.#controllers.get(id)?.abort(new AnswerStoppedError());
  }
}
