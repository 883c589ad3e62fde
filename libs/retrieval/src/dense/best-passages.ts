import type { PassageId } from '@hearthlore/kernel';
import type { Scored } from '../fusion/scored.js';

/** Keeps the best passages of those that it is shown, each once. Equal scores stand in the order of their ids. */
export class BestPassages {
  readonly #limit: number;
  readonly #best: Scored<PassageId>[] = [];
  readonly #keys = new Set<PassageId>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  note(key: PassageId, score: number): void {
    if (this.#limit <= 0 || this.#keys.has(key)) return;
    const scored = { key, score };
    const worst = this.#best[this.#limit - 1];
    if (worst !== undefined && !isBefore(scored, worst)) return;
    this.#best.splice(this.#placeOf(scored), 0, scored);
    this.#keys.add(key);
    if (this.#best.length <= this.#limit) return;
    const gone = this.#best.pop();
    if (gone !== undefined) this.#keys.delete(gone.key);
  }

  /** @returns Best first. */
  list(): readonly Scored<PassageId>[] {
    return this.#best;
  }

  #placeOf(scored: Scored<PassageId>): number {
    let [low, high] = [0, this.#best.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = this.#best[middle];
      if (there !== undefined && isBefore(there, scored)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(a: Scored<PassageId>, b: Scored<PassageId>): boolean {
  return a.score > b.score || (a.score === b.score && a.key < b.key);
}
