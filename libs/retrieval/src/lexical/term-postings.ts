import { growableUint32 } from '../index/growable.js';
import { GONE } from '../index/passage-table.js';
import { countGrams, gramsOf } from './grams.js';
import type { MatchCounter } from './match-counter.js';
import { PostingsPool } from './postings-pool.js';
import { type TermList, TermTable } from './term-table.js';

/** A posting is slot and count in 32 bits: 16.7 million passages, counts to 255 (BM25 hardly tells 255 from more). */
const COUNT_BITS = 8;
const MOST = (1 << COUNT_BITS) - 1;

/** Rough cost of an n-gram in a Map, with its string. */
const BYTES_PER_GRAM = 90;

/**
 * In which passages each term is, and how often. Only terms have postings: n-grams have lists of the terms they occur in, and
 * their counts in a passage are summed up from those when asked, which ranks like postings of n-grams for a tenth of the
 * memory.
 */
export class TermPostings {
  readonly #terms = new TermTable();
  readonly #postings = new PostingsPool();
  readonly #gramsPerTerm = growableUint32();
  readonly #grams = new Map<string, number>();
  readonly #termsOfGram = new PostingsPool();
  #termsWithGrams = 0;

  get bytes(): number {
    const pools = this.#postings.bytes + this.#termsOfGram.bytes;
    return pools + this.#terms.memory + this.#gramsPerTerm.bytes + this.#grams.size * BYTES_PER_GRAM;
  }

  /** @returns The number of each term, given out now where it is new. */
  number({ bytes, ends }: TermList): Uint32Array {
    return ends.map((end, i) => this.#numberOf(bytes, i === 0 ? 0 : ends[i - 1], end));
  }

  append(term: number, slot: number, count: number): void {
    this.#postings.append(term, slot * (MOST + 1) + Math.min(MOST, count));
  }

  /** How many n-grams a term has. */
  gramsIn(term: number): number {
    return this.#gramsPerTerm.values[term] ?? 0;
  }

  countTerm(term: string, counter: MatchCounter): void {
    const number = this.#terms.find(term);
    if (number !== undefined) this.#countPostings(number, counter);
  }

  countGram(gram: string, counter: MatchCounter): void {
    this.#deriveGrams();
    const list = this.#grams.get(gram);
    if (list === undefined) return;
    const terms = new Uint32Array(this.#termsOfGram.lengthOf(list));
    this.#termsOfGram.read(list, terms);
    for (const term of terms) this.#countPostings(term, counter);
  }

  /** @param moved As `PassageTable.compact` returned it. @returns The same without the passages that are gone, and without their terms. */
  compacted(moved: Uint32Array): TermPostings {
    const kept = new TermPostings();
    const list = new Uint32Array(moved.length);
    for (let term = 0; term < this.#terms.size; term += 1) {
      const length = this.#postings.read(term, list);
      let number = -1;
      for (let i = 0; i < length; i += 1) {
        const posting = list[i] ?? 0;
        const slot = moved[posting >>> COUNT_BITS] ?? GONE;
        if (slot === GONE) continue;
        if (number < 0) number = kept.#numberOf(this.#terms.bytesOf(term));
        kept.append(number, slot, posting & MOST);
      }
    }
    return kept;
  }

  #numberOf(bytes: Uint8Array, start = 0, end = bytes.length): number {
    const number = this.#terms.ensure(bytes, start, end);
    if (number === this.#postings.lists) {
      this.#postings.open();
      this.#gramsPerTerm.push(countGrams(this.#terms.bytesOf(number)));
    }
    return number;
  }

  /** N-grams are needed for some languages and questions alone, so their lists are made when first asked for. */
  #deriveGrams(): void {
    const decoder = new TextDecoder();
    for (; this.#termsWithGrams < this.#terms.size; this.#termsWithGrams += 1)
      for (const gram of gramsOf(decoder.decode(this.#terms.bytesOf(this.#termsWithGrams)))) {
        let list = this.#grams.get(gram);
        if (list === undefined) {
          list = this.#termsOfGram.open();
          this.#grams.set(gram, list);
        }
        this.#termsOfGram.append(list, this.#termsWithGrams);
      }
  }

  #countPostings(term: number, counter: MatchCounter): void {
    const list = new Uint32Array(this.#postings.lengthOf(term));
    this.#postings.read(term, list);
    for (const posting of list) counter.add(posting >>> COUNT_BITS, posting & MOST);
  }
}
