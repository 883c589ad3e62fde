import { growableUint32 } from '../index/growable.js';

/** Slices of a list double from the first size to the last, so that rare terms cost little and frequent ones few hops. */
const FIRST_SLICE = 4;
const LAST_SLICE = 1_024;
const START_CAPACITY = 1 << 14;

/**
 * Many append-only lists of unsigned 32-bit values in one typed array (the slice pools of Lucene's and Twitter's
 * in-memory indexes: Asadi, Lin and Busch, "Dynamic memory allocation policies for postings in real-time Twitter
 * search", KDD 2013). The last place of a slice holds where the next one begins.
 */
export class PostingsPool {
  #pool = new Uint32Array(START_CAPACITY);
  #used = 0;
  readonly #head = growableUint32();
  readonly #next = growableUint32();
  readonly #end = growableUint32();
  readonly #count = growableUint32();

  get lists(): number {
    return this.#count.length;
  }

  get bytes(): number {
    return this.#pool.byteLength + this.#head.bytes + this.#next.bytes + this.#end.bytes + this.#count.bytes;
  }

  lengthOf(list: number): number {
    return this.#count.values[list] ?? 0;
  }

  /** Opens a new, empty list. @returns Its number. */
  open(): number {
    const start = this.#allocate(FIRST_SLICE);
    this.#head.push(start);
    this.#next.push(start);
    this.#end.push(start + FIRST_SLICE - 1);
    this.#count.push(0);
    return this.#count.length - 1;
  }

  append(list: number, value: number): void {
    let at = this.#next.values[list] ?? 0;
    const end = this.#end.values[list] ?? 0;
    const count = this.#count.values[list] ?? 0;
    if (at === end) {
      const size = Math.min(LAST_SLICE, sliceAfter(count));
      at = this.#allocate(size);
      this.#pool[end] = at;
      this.#end.values[list] = at + size - 1;
    }
    this.#pool[at] = value;
    this.#next.values[list] = at + 1;
    this.#count.values[list] = count + 1;
  }

  /** Copies a list into `target`, which has to be long enough. @returns How many values it has. */
  read(list: number, target: Uint32Array): number {
    const pool = this.#pool;
    const count = this.lengthOf(list);
    let from = this.#head.values[list] ?? 0;
    let size = FIRST_SLICE;
    let at = 0;
    while (at < count) {
      const take = Math.min(size - 1, count - at);
      for (let i = 0; i < take; i += 1) target[at + i] = pool[from + i] ?? 0;
      at += take;
      from = pool[from + size - 1] ?? 0;
      size = Math.min(LAST_SLICE, size * 2);
    }
    return count;
  }

  #allocate(size: number): number {
    if (this.#used + size > this.#pool.length) {
      const grown = new Uint32Array(Math.ceil(this.#pool.length * 1.5) + size);
      grown.set(this.#pool);
      this.#pool = grown;
    }
    const start = this.#used;
    this.#used += size;
    return start;
  }
}

/** @returns The size of the slice that follows the full ones which hold `count` values. */
function sliceAfter(count: number): number {
  let size = FIRST_SLICE;
  for (let held = size - 1; held < count; held += size - 1) size = Math.min(LAST_SLICE, size * 2);
  return Math.min(LAST_SLICE, size * 2);
}
