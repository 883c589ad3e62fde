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

interface Running {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** The answers being made in this process, one per conversation. */
@Injectable()
export class RunningAnswers {
  readonly #running = new Map<ConversationId, Running>();

  /** @throws {AnswerRunningError} while an earlier answer of the conversation runs. */
  start(id: ConversationId, signals: readonly AbortSignal[]): RunningAnswer {
    if (this.#running.has(id)) throw new AnswerRunningError(id);
    const controller = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#running.set(id, { controller, ended: promise });
    const signal = AbortSignal.any([controller.signal, ...signals]);
    const end = (): void => {
      if (this.#running.get(id)?.controller === controller) this.#running.delete(id);
      resolve();
    };
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    return { signal, begin: () => signal.removeEventListener('abort', end), end };
  }

  /** Idempotent: stopping what has ended is no fault. */
  stop(id: ConversationId): void {
    this.#running.get(id)?.controller.abort(new AnswerStoppedError());
  }

  /** Stops all of them; resolves when what they said is kept. */
  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { controller } of all) controller.abort(new AnswerStoppedError());
    await Promise.all(all.map(({ ended }) => ended));
  }
}
