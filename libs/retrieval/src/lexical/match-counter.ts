/** Adds up how often something occurs in each passage. */
export class MatchCounter {
  readonly #counts: Uint32Array;
  readonly #touched: Uint32Array;
  readonly #alive: Uint8Array;
  #matches = 0;

  /** @param alive 1 for each slot that counts. */
  constructor(slots: number, alive: Uint8Array) {
    this.#counts = new Uint32Array(slots);
    this.#touched = new Uint32Array(slots);
    this.#alive = alive;
  }

  /** Passages in which something was counted. */
  get matches(): number {
    return this.#matches;
  }

  add(slot: number, count: number): void {
    if (this.#alive[slot] !== 1) return;
    if (this.#counts[slot] === 0) {
      this.#touched[this.#matches] = slot;
      this.#matches += 1;
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + count;
  }

  /** Gives out the counts and begins anew. */
  drain(visit: (slot: number, count: number) => void): void {
    for (let i = 0; i < this.#matches; i += 1) {
      const slot = this.#touched[i] ?? 0;
      visit(slot, this.#counts[slot] ?? 0);
      this.#counts[slot] = 0;
    }
    this.#matches = 0;
  }
}
