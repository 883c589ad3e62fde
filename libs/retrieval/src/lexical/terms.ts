import { Stemmer } from './stemmer.js';
import { wordsOf } from './words.js';

/** @returns Each stemmed term of a text with its count, in the order of first appearance. */
export function countTerms(text: string, stemmer: Stemmer): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) {
    const term = stemmer.stem(word);
    counts.set(term, (counts.get(term) ?? 0) + 1);
  }
  return counts;
}
