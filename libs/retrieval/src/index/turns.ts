/** Lets work on the same key happen one after the other, in the order of the calls. */
export class Turns<K> {
  readonly #last = new Map<K, Promise<unknown>>();

  /** @returns What `work` returns. A failure is the caller's alone: the next in line is not kept from its turn. */
  async take<T>(key: K, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return work();
    })();
    this.#last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}
