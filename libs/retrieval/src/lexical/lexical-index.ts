import type { DocumentId } from '@hearthlore/kernel';
import { growableUint8, growableUint32 } from '../index/growable.js';
import { GONE, type PassageTable } from '../index/passage-table.js';
import type { LexicalPack } from '../packs/lexical-pack.js';
import { gramsOf } from './grams.js';
import { MatchCounter } from './match-counter.js';
import { Stemmer } from './stemmer.js';
import { TermPostings } from './term-postings.js';

/** Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), the usual values. */
const K1 = 1.2;
const B = 0.75;

/** Words, or the character n-grams of them. */
export type LexicalUnit = 'words' | 'grams';

/** What one word or n-gram of the question weighs in a passage, by the language number of the passage. */
type Weights = Float32Array;

/**
 * BM25 over the passages of one member, extended document by document. A passage is scored by the question as its own
 * language stems it, so German and English documents live in one index.
 */
export class LexicalIndex {
  readonly #table: PassageTable;
  #postings = new TermPostings();
  /** Per slot, in words and in n-grams. */
  readonly #lengths = { words: growableUint32(), grams: growableUint32() } as const;
  readonly #languageOf = growableUint8();
  /** Per slot: whether its words are here. */
  readonly #present = growableUint8();
  readonly #languages: string[] = [];

  constructor(table: PassageTable) {
    this.#table = table;
  }

  get bytes(): number {
    return this.#columns().reduce((sum, column) => sum + column.bytes, this.#postings.bytes);
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
    const terms = this.#postings.number(pack.terms);
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
        const term = terms[pack.termIds[at] ?? 0] ?? 0;
        const count = pack.counts[at] ?? 1;
        this.#postings.append(term, slot, count);
        words += count;
        grams += count * this.#postings.gramsIn(term);
      }
      this.#describe(slot, words, grams, language);
    });
  }

  /**
   * @param words Of the question, as `wordsOf` gives them.
   * @returns The BM25 score of each slot, 0 where nothing matches. Valid for living slots alone.
   */
  score(unit: LexicalUnit, words: readonly string[]): Float32Array {
    const scores = new Float32Array(this.#table.slots);
    const lengths = this.#lengths[unit].values;
    const languages = this.#languageOf.values;
    const { passages, average } = this.#statistics(lengths);
    const counter = new MatchCounter(this.#table.slots, this.#table.alive);
    for (const [key, weights] of this.#weigh(unit, words)) {
      if (unit === 'words') this.#postings.countTerm(key, counter);
      else this.#postings.countGram(key, counter);
      const idf = Math.log(1 + (passages - counter.matches + 0.5) / (counter.matches + 0.5));
      counter.drain((slot, count) => {
        const norm = K1 * (1 - B + (B * (lengths[slot] ?? 0)) / average);
        const weight = weights[languages[slot] ?? 0] ?? 0;
        scores[slot] = (scores[slot] ?? 0) + (weight * idf * count * (K1 + 1)) / (count + norm);
      });
    }
    return scores;
  }

  /** Drops what belongs to dead passages. @param moved As `PassageTable.compact` returned it. */
  compact(moved: Uint32Array): void {
    const [words, grams, languages] = this.#columns().map((column) => column.values.slice(0, moved.length));
    this.#postings = this.#postings.compacted(moved);
    for (const column of this.#columns()) column.clear();
    moved.forEach((slot, was) => {
      if (slot === GONE) return;
      this.#reachTo(slot);
      this.#describe(slot, words?.[was] ?? 0, grams?.[was] ?? 0, languages?.[was] ?? 0);
    });
  }

  #columns() {
    return [this.#lengths.words, this.#lengths.grams, this.#languageOf, this.#present] as const;
  }

  #describe(slot: number, words: number, grams: number, language: number): void {
    this.#lengths.words.values[slot] = words;
    this.#lengths.grams.values[slot] = grams;
    this.#languageOf.values[slot] = language;
    this.#present.values[slot] = 1;
  }

  #isLiving(slot: number): boolean {
    return this.#present.values[slot] === 1 && this.#table.alive[slot] === 1;
  }

  /** @returns Whether the slot is new here. */
  #reachTo(slot: number): boolean {
    const missing = slot + 1 - this.#present.length;
    if (missing <= 0) return this.#present.values[slot] === 0;
    for (const column of this.#columns()) column.extend(missing);
    return true;
  }

  #languageNumber(language: string): number {
    const known = this.#languages.indexOf(language);
    return known >= 0 ? known : this.#languages.push(language) - 1;
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
}
