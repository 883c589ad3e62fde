import { growableUint8, growableUint32 } from '../index/growable.js';

/** FNV-1a, 32 bit (http://www.isthe.com/chongo/tech/comp/fnv/): terms are a member's own, nobody gains by colliding them. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const FIRST_SLOTS = 1 << 12;

/** Terms one after the other as UTF-8, each ending where the next begins. */
export interface TermList {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

export function toTermList(terms: readonly string[]): TermList {
  const encoded = terms.map((term) => new TextEncoder().encode(term));
  let end = 0;
  const ends = Uint32Array.from(encoded, ({ length }) => {
    end += length;
    return end;
  });
  const bytes = new Uint8Array(end);
  encoded.forEach((term, i) => bytes.set(term, (ends[i] ?? 0) - term.length));
  return { bytes, ends };
}

export function termsOf({ bytes, ends }: TermList): string[] {
  const decoder = new TextDecoder();
  return Array.from(ends, (end, i) => decoder.decode(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)));
}

/**
 * Numbers the different terms of a member. It hashes their bytes as they come from the packs: making a string of each
 * took half of the time that an index needs to load, and four times the memory.
 */
export class TermTable {
  readonly #bytes = growableUint8();
  readonly #ends = growableUint32();
  readonly #hashes = growableUint32();
  /** Number of a term and one, or 0, by hash with linear probing; at most half full. */
  #slots = new Uint32Array(FIRST_SLOTS);

  get size(): number {
    return this.#ends.length;
  }

  get memory(): number {
    return this.#bytes.bytes + this.#ends.bytes + this.#hashes.bytes + this.#slots.byteLength;
  }

  /** @returns The number of the term, or `undefined`. */
  find(term: string): number | undefined {
    const bytes = new TextEncoder().encode(term);
    const found = this.#slots[this.#probe(bytes, 0, bytes.length, hashOf(bytes, 0, bytes.length))] ?? 0;
    return found === 0 ? undefined : found - 1;
  }

  /** @returns The number of the term in these bytes: `size` before the call where it is new. */
  ensure(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const slot = this.#probe(bytes, start, end, hash);
    const found = this.#slots[slot] ?? 0;
    if (found !== 0) return found - 1;
    const at = this.#bytes.extend(end - start);
    for (let i = start; i < end; i += 1) this.#bytes.values[at + i - start] = bytes[i] ?? 0;
    this.#ends.push(this.#bytes.length);
    this.#hashes.push(hash);
    this.#slots[slot] = this.size;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return this.size - 1;
  }

  /** @returns The bytes of a term: a view, good until the next `ensure`. */
  bytesOf(term: number): Uint8Array {
    return this.#bytes.values.subarray(this.#startOf(term), this.#ends.values[term]);
  }

  #startOf(term: number): number {
    return term === 0 ? 0 : (this.#ends.values[term - 1] ?? 0);
  }

  /** @returns Where the term is, or the free place where it would be. */
  #probe(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const found = this.#slots[slot] ?? 0;
      if (found === 0) return slot;
      if (this.#hashes.values[found - 1] === hash && this.#equals(found - 1, bytes, start, end)) return slot;
    }
  }

  #equals(term: number, bytes: Uint8Array, start: number, end: number): boolean {
    const at = this.#startOf(term);
    if ((this.#ends.values[term] ?? 0) - at !== end - start) return false;
    const own = this.#bytes.values;
    for (let i = start; i < end; i += 1) if (own[at + i - start] !== bytes[i]) return false;
    return true;
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const mask = this.#slots.length - 1;
    for (let term = 0; term < this.size; term += 1) {
      let slot = (this.#hashes.values[term] ?? 0) & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = term + 1;
    }
  }
}

function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), FNV_PRIME);
  return hash >>> 0;
}
