import { gramsOf, wordsOf } from './terms.js';

/** BM25's usual saturation and length normalisation (Robertson and Zaragoza, 2009). */
const K1 = 1.2;
const B = 0.75;

/**
 * Scores texts against a question by their words: half BM25 over words, half BM25 over character n-grams, each brought
 * to 0..1 by its best text. The n-grams stand in for stemming in every language.
 *
 * @returns One score per text, in the same order.
 */
export function termScores(question: string, texts: readonly string[]): number[] {
  const byWord = normalised(bm25(wordsOf(question), texts.map(wordsOf)));
  const byGram = normalised(bm25(gramsOf(question), texts.map(gramsOf)));
  return texts.map((_, at) => ((byWord[at] ?? 0) + (byGram[at] ?? 0)) / 2);
}

/**
 * How rare a term is among the texts. One that none of them has counts as if one had it: in a handful of texts its
 * absence says little.
 * @param texts The terms of each text.
 */
export function inverseDocumentFrequency(texts: readonly (readonly string[])[]): (term: string) => number {
  const containing = new Map<string, number>();
  for (const terms of texts) for (const term of new Set(terms)) containing.set(term, (containing.get(term) ?? 0) + 1);
  return (term) => {
    const count = Math.max(1, containing.get(term) ?? 0);
    return Math.log(1 + (texts.length - count + 0.5) / (count + 0.5));
  };
}

/**
 * The share of a question's character n-grams that a text has, the rare ones counting more: whether it speaks of what was
 * asked at all.
 *
 * @param texts What rarity is judged by. @returns 0 to 1.
 */
export function termCoverage(question: string, text: string, texts: readonly string[]): number {
  const rarity = inverseDocumentFrequency(texts.map(gramsOf));
  const present = new Set(gramsOf(text));
  let found = 0;
  let asked = 0;
  for (const gram of new Set(gramsOf(question))) {
    asked += rarity(gram);
    if (present.has(gram)) found += rarity(gram);
  }
  return asked === 0 ? 0 : found / asked;
}

function bm25(question: readonly string[], texts: readonly (readonly string[])[]): number[] {
  const rarity = inverseDocumentFrequency(texts);
  const asked = new Set(question);
  const meanLength = texts.reduce((sum, terms) => sum + terms.length, 0) / Math.max(1, texts.length);
  return texts.map((terms) => {
    const counts = new Map<string, number>();
    for (const term of terms) if (asked.has(term)) counts.set(term, (counts.get(term) ?? 0) + 1);
    const norm = K1 * (1 - B + (B * terms.length) / Math.max(1, meanLength));
    let score = 0;
    for (const [term, count] of counts) score += (rarity(term) * count * (K1 + 1)) / (count + norm);
    return score;
  });
}

function normalised(scores: readonly number[]): number[] {
  const best = Math.max(0, ...scores);
  return scores.map((score) => (best === 0 ? 0 : score / best));
}
