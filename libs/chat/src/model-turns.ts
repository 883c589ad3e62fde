import { once } from 'node:events';
import { AppError } from '@hearthlore/kernel';

/** The line for the language model is full. */
export class ModelBusyError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'busy';
  override readonly retryAfterSeconds = 15;
  override readonly details: { readonly position: number };

  /** @param position The place in line that there was none of, from 1. */
  constructor(position: number) {
    super('Too many questions are waiting for the language model');
    this.details = { position };
  }
}

/** A place in the line for the model. */
export interface ModelTurn {
  /**
   * Waits for the turn.
   *
   * @returns The places ahead, whenever they change; nothing where the turn has come already.
   * @throws The reason of `signal`.
   */
  wait(signal: AbortSignal): AsyncGenerator<number, void, undefined>;
  /** Makes room for the next one, whether or not the turn had come. Idempotent. */
  leave(): void;
}

/** Has a model that answers so many at a time answer in the order of asking. */
export class ModelTurns {
  /** Everybody with a place, those whose turn it is first. */
  #line: object[] = [];
  readonly #moves = new EventTarget();

  /** @param parallel Answers at a time. @param waiting Who may wait besides. */
  constructor(
    private readonly parallel = Number.POSITIVE_INFINITY,
    private readonly waiting = 16,
  ) {}

  /** @throws {ModelBusyError} */
  join(): ModelTurn {
    const most = this.parallel + this.waiting;
    if (this.#line.length >= most) throw new ModelBusyError(this.#line.length - this.parallel + 1);
    const place = {};
    this.#line.push(place);
    return { wait: (signal) => this.#wait(place, signal), leave: () => this.#leave(place) };
  }

  async *#wait(place: object, signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    for (let told = 0; ; ) {
      const position = this.#line.indexOf(place) - this.parallel + 1;
      if (position < 1) return;
      signal.throwIfAborted();
      // Aborted is what the next round finds; nobody may be waiting here when it happens.
      const moved = once(this.#moves, 'moved', { signal }).catch(() => undefined);
      if (position !== told) yield (told = position);
      await moved;
    }
  }

  #leave(place: object): void {
    const before = this.#line.length;
    this.#line = this.#line.filter((one) => one !== place);
    if (this.#line.length < before) this.#moves.dispatchEvent(new Event('moved'));
  }
}
