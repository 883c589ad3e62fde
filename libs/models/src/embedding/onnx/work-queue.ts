import type { EmbeddingPriority } from '../embedding-model.port.js';

/** First in, first out, but `query` work before all `document` work. */
export class WorkQueue<T> {
  readonly #lanes: Readonly<Record<EmbeddingPriority, Set<T>>> = { query: new Set(), document: new Set() };

  get size(): number {
    return this.#lanes.query.size + this.#lanes.document.size;
  }

  add(item: T, priority: EmbeddingPriority): void {
    this.#lanes[priority].add(item);
  }

  /** @returns The next item, removed, or `undefined` when there is none. */
  take(): T | undefined {
    for (const lane of [this.#lanes.query, this.#lanes.document])
      for (const item of lane) {
        lane.delete(item);
        return item;
      }
    return undefined;
  }

  /** @returns Whether the item was still waiting. */
  remove(item: T): boolean {
    return this.#lanes.query.delete(item) || this.#lanes.document.delete(item);
  }

  /** @returns All items, removed. */
  drain(): T[] {
    const items = [...this.#lanes.query, ...this.#lanes.document];
    this.#lanes.query.clear();
    this.#lanes.document.clear();
    return items;
  }
}
