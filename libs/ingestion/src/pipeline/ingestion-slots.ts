import { IngestionBusyError } from './ingestion.errors.js';

/** Files read at once on this machine; each takes a parser process of up to 700 MB. */
const READING = 2;

/** Lets a few files be read at a time and the others wait in order. */
export class IngestionSlots {
  #reading = 0;
  #waitingBytes = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param waitingBytes Most bytes of files that may wait in memory. */
  constructor(private readonly waitingBytes: number) {}

  /**
   * @param bytes Size of the file that the caller holds in memory.
   * @returns A function that frees the slot; calling it again does nothing.
   * @throws {IngestionBusyError} at once when too much waits already.
   */
  async take(bytes: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#reading >= READING) {
      if (this.#waitingBytes + bytes > this.waitingBytes) throw new IngestionBusyError();
      await this.#wait(bytes, signal);
    } else this.#reading += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#waiting.shift();
      // A slot passes from one to the next without being free in between.
      if (next === undefined) this.#reading -= 1;
      else next();
    };
  }

  async #wait(bytes: number, signal: AbortSignal): Promise<void> {
    this.#waitingBytes += bytes;
    try {
      await new Promise<void>((resolve, reject) => {
        const go = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = (): void => {
          this.#waiting.splice(this.#waiting.indexOf(go), 1);
          reject(signal.reason);
        };
        this.#waiting.push(go);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    } finally {
      this.#waitingBytes -= bytes;
    }
  }
}
