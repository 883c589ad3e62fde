import type { Sentence } from '../passages/sentences.js';

/** A sentence and the place of its passage among the hits. */
export interface QuotableSentence extends Sentence {
  readonly passage: number;
}
