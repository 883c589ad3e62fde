import type { DocumentId } from '@hearthlore/kernel';
import { growableUint8, growableUint32 } from '../index/growable.js';
import { GONE, type PassageTable } from '../index/passage-table.js';
import type { LexicalPack } from '../packs/lexical-pack.js';
import { countGrams, gramsOf } from './grams.js';
import { PostingsPool } from './postings-pool.js';
import { Stemmer } from './stemmer.js';
import { type TermList, TermTable } from './term-table.js';

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), the usual values. */
const K1 = 1.2;
const B = 0.75;

/** A posting is slot and count in 32 bits: 16.7 million passages, counts to 255 (BM25 hardly tells 255 from more). */
const COUNT_BITS = 8;
const MOST = (1 << COUNT_BITS) - 1;

/** Rough cost of an n-gram in a Map, with its string. */
const BYTES_PER_GRAM = 90;

/** Words, or the character n-grams of them. */
export type LexicalUnit = 'words' | 'grams';

/** What one word or n-gram of the question weighs in a passage, by the language number of the passage. */
type Weights = Float32Array;

/**
 * BM25 over the passages of one member, extended document by document.
 *
 * Only words have postings. N-grams have lists of the words they occur in, and their counts in a passage are summed up
 * from those words when asked: the same ranking as postings of n-grams for a tenth of the memory. A passage is scored by the
 * question as its own language stems it, so German and English documents live in one index.
 */
export class LexicalIndex {
  readonly #table: PassageTable;
  #terms = new TermTable();
  #postings = new PostingsPool();
  #gramsPerTerm = growableUint32();
  #grams = new Map<string, number>();
  #termsOfGram = new PostingsPool();
  #termsWithGrams = 0;
  readonly #wordLengths = growableUint32();
  readonly #gramLengths = growableUint32();
  readonly #languageOf = growableUint8();
  readonly #languages: string[] = [];
  readonly #present = growableUint8();

  constructor(table: PassageTable) {
    this.#table = table;
  }

  get bytes(): number {
    return (
      this.#postings.bytes +
      this.#termsOfGram.bytes +
      this.#terms.memory +
      this.#grams.size * BYTES_PER_GRAM +
      this.#gramsPerTerm.bytes +
      this.#wordLengths.bytes +
      this.#gramLengths.bytes
    );
  }

  /** Languages of the living passages. */
  languages(): ReadonlySet<string> {
    const found = new Set<string>();
    for (let slot = 0; slot < this.#present.length && found.size < this.#languages.length; slot += 1)
      if (this.#isLiving(slot)) found.add(this.#languages[this.#languageOf.values[slot] ?? 0] ?? '');
    return found;
  }

  /** Makes the passages of a pack findable. Passages that are there already stay as they are. */
  add(documentId: DocumentId, pack: LexicalPack): void {
    const ids = this.#idsOf(pack.terms);
    const language = this.#languageNumber(pack.language);
    let at = 0;
    pack.sizes.forEach((size, passage) => {
      const slot = this.#table.ensure(documentId, pack.firstPassage + passage);
      const end = at + size;
      if (!this.#reachTo(slot)) {
        at = end;
        return;
      }
      let words = 0;
      let grams = 0;
      for (; at < end; at += 1) {
        const term = ids[pack.termIds[at] ?? 0] ?? 0;
        const count = pack.counts[at] ?? 1;
        this.#postings.append(term, slot * (MOST + 1) + Math.min(MOST, count));
        words += count;
        grams += count * (this.#gramsPerTerm.values[term] ?? 0);
      }
      this.#wordLengths.values[slot] = words;
      this.#gramLengths.values[slot] = grams;
      this.#languageOf.values[slot] = language;
      this.#present.values[slot] = 1;
    });
  }

  /**
   * @param words Of the question, as `wordsOf` gives them.
   * @returns The BM25 score of each slot, 0 where nothing matches. Valid for living slots alone.
   */
  score(unit: LexicalUnit, words: readonly string[]): Float32Array {
    const scores = new Float32Array(this.#table.slots);
    if (unit === 'grams') this.#deriveGrams();
    const lengths = unit === 'words' ? this.#wordLengths : this.#gramLengths;
    const { passages, average } = this.#statistics(lengths.values);
    const counts = new Uint32Array(this.#table.slots);
    const touched = new Uint32Array(this.#table.slots);
    for (const [key, weights] of this.#weigh(unit, words)) {
      const matches = unit === 'words' ? this.#countTerm(key, counts, touched) : this.#countGram(key, counts, touched);
      if (matches === 0) continue;
      const idf = Math.log(1 + (passages - matches + 0.5) / (matches + 0.5));
      for (let i = 0; i < matches; i += 1) {
        const slot = touched[i] ?? 0;
        const count = counts[slot] ?? 0;
        counts[slot] = 0;
        const weight = weights[this.#languageOf.values[slot] ?? 0] ?? 0;
        const length = lengths.values[slot] ?? 0;
        const saturated = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / average));
        scores[slot] = (scores[slot] ?? 0) + weight * idf * saturated;
      }
    }
    return scores;
  }

  /** Drops what belongs to dead passages. @param moved As `PassageTable.compact` returned it. */
  compact(moved: Uint32Array): void {
    const old = { terms: this.#terms, postings: this.#postings };
    const kept = [this.#wordLengths, this.#gramLengths].map((column) => column.values.slice(0, moved.length));
    const languages = this.#languageOf.values.slice(0, moved.length);
    this.#forgetTerms();
    for (const column of [this.#wordLengths, this.#gramLengths, this.#languageOf, this.#present]) column.clear();
    moved.forEach((slot, was) => {
      if (slot === GONE) return;
      this.#reachTo(slot);
      this.#wordLengths.values[slot] = kept[0]?.[was] ?? 0;
      this.#gramLengths.values[slot] = kept[1]?.[was] ?? 0;
      this.#languageOf.values[slot] = languages[was] ?? 0;
      this.#present.values[slot] = 1;
    });
    const list = new Uint32Array(moved.length);
    for (let term = 0; term < old.terms.size; term += 1) {
      const length = old.postings.read(term, list);
      let id = -1;
      for (let i = 0; i < length; i += 1) {
        const posting = list[i] ?? 0;
        const slot = moved[posting >>> COUNT_BITS] ?? GONE;
        if (slot === GONE) continue;
        if (id < 0) id = this.#idOf(old.terms.bytesOf(term));
        this.#postings.append(id, slot * (MOST + 1) + (posting & MOST));
      }
    }
  }

  #forgetTerms(): void {
    this.#terms = new TermTable();
    this.#postings = new PostingsPool();
    this.#gramsPerTerm = growableUint32();
    this.#grams = new Map();
    this.#termsOfGram = new PostingsPool();
    this.#termsWithGrams = 0;
  }

  #isLiving(slot: number): boolean {
    return this.#present.values[slot] === 1 && this.#table.alive[slot] === 1;
  }

  /** @returns Whether the slot is new here. */
  #reachTo(slot: number): boolean {
    const missing = slot + 1 - this.#present.length;
    if (missing <= 0) return this.#present.values[slot] === 0;
    for (const column of [this.#wordLengths, this.#gramLengths, this.#languageOf, this.#present])
      column.extend(missing);
    return true;
  }

  #languageNumber(language: string): number {
    const known = this.#languages.indexOf(language);
    return known >= 0 ? known : this.#languages.push(language) - 1;
  }

  #idsOf({ bytes, ends }: TermList): Uint32Array {
    return ends.map((end, i) => this.#idOf(bytes, i === 0 ? 0 : ends[i - 1], end));
  }

  #idOf(bytes: Uint8Array, start = 0, end = bytes.length): number {
    const id = this.#terms.ensure(bytes, start, end);
    if (id === this.#postings.lists) {
      this.#postings.open();
      this.#gramsPerTerm.push(countGrams(this.#terms.bytesOf(id)));
    }
    return id;
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

  /** The living passages and their mean length, counted rather than kept: exact whatever came and went. */
  #statistics(lengths: Uint32Array): { readonly passages: number; readonly average: number } {
    let passages = 0;
    let total = 0;
    for (let slot = 0; slot < this.#present.length; slot += 1) {
      if (!this.#isLiving(slot)) continue;
      passages += 1;
      total += lengths[slot] ?? 0;
    }
    return { passages, average: Math.max(1, total) / Math.max(1, passages) };
  }

  #weigh(unit: LexicalUnit, words: readonly string[]): Map<string, Weights> {
    const weights = new Map<string, Weights>();
    this.#languages.forEach((language, number) => {
      const stemmer = new Stemmer(language);
      for (const word of words) {
        const term = stemmer.stem(word);
        for (const key of unit === 'words' ? [term] : gramsOf(term)) {
          let perLanguage = weights.get(key);
          if (perLanguage === undefined) {
            perLanguage = new Float32Array(this.#languages.length);
            weights.set(key, perLanguage);
          }
          perLanguage[number] = (perLanguage[number] ?? 0) + 1;
        }
      }
    });
    return weights;
  }

  /** Adds the counts of a term to `counts` and its slots to `touched`. @returns In how many living passages it is. */
  #countTerm(term: string, counts: Uint32Array, touched: Uint32Array, found = 0): number {
    const id = this.#terms.find(term);
    return id === undefined ? found : this.#countPostings(id, counts, touched, found);
  }

  #countGram(gram: string, counts: Uint32Array, touched: Uint32Array): number {
    const list = this.#grams.get(gram);
    if (list === undefined) return 0;
    const terms = new Uint32Array(this.#termsOfGram.lengthOf(list));
    this.#termsOfGram.read(list, terms);
    return terms.reduce((found, term) => this.#countPostings(term, counts, touched, found), 0);
  }

  #countPostings(term: number, counts: Uint32Array, touched: Uint32Array, found: number): number {
    const list = new Uint32Array(this.#postings.lengthOf(term));
    const length = this.#postings.read(term, list);
    const alive = this.#table.alive;
    let matches = found;
    for (let i = 0; i < length; i += 1) {
      const posting = list[i] ?? 0;
      const slot = posting >>> COUNT_BITS;
      if (alive[slot] !== 1) continue;
      if (counts[slot] === 0) {
        touched[matches] = slot;
        matches += 1;
      }
      counts[slot] = (counts[slot] ?? 0) + (posting & MOST);
    }
    return matches;
  }
}
