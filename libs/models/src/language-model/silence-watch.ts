/**
 * Aborts a request whose server has said nothing for too long.
 * A limit on the whole answer would cut long answers of slow machines; a limit on silence does not.
 */
export class SilenceWatch {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  /** Aborted once the silence lasted longer than allowed. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get expired(): boolean {
    return this.#controller.signal.aborted;
  }

  /** @param milliseconds How long the next sign of life may take. */
  expectWithin(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), milliseconds);
  }

  /** Stops watching: while the reader pauses, silence is not the server's fault. */
  pause(): void {
    clearTimeout(this.#timer);
  }
}
