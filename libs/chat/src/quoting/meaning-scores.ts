import type { EmbeddingModel, TokenEmbeddings } from '@hearthlore/models';
import { inverseDocumentFrequency } from '../passages/term-scores.js';
import { wordsOf } from '../passages/terms.js';
import type { QuotableSentence } from './quotable-sentence.js';

/**
 * Scores sentences by late interaction (ColBERT's MaxSim, Khattab and Zaharia 2020) on the token vectors of their whole
 * passage: for each token of the question the best cosine with a token of the sentence, averaged with the weight of how
 * rare the token's word is. Vectors made in the passage's context know what a sentence's "it" stands for.
 *
 * @param sentences `passage` is the place of the sentence's passage in `passages`.
 * @returns One score of about 0..1 per sentence, in the same order.
 * @throws {ModelUnavailableError} if the embedding model does not answer.
 */
export async function meaningScores(
  model: EmbeddingModel,
  question: string,
  passages: readonly string[],
  sentences: readonly QuotableSentence[],
  signal: AbortSignal,
): Promise<number[]> {
  const [asked, ...read] = await model.embedTokens([question, ...passages], { priority: 'query', signal });
  if (asked === undefined) return sentences.map(() => 0);
  const rarity = inverseDocumentFrequency(sentences.map(({ text }) => wordsOf(text)));
  const weights = asked.spans.map(([start, end]) => rarity(wordAround(question, start, end)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return sentences.map(() => 0);
  return sentences.map(({ passage, start, end }) => {
    const tokens = read[passage];
    if (tokens === undefined) return 0;
    const inside = tokens.spans.flatMap(([from, to], at) => (from >= start && to <= end ? [at] : []));
    return maxSim(asked, weights, tokens, inside, model.dimensions) / total;
  });
}

function maxSim(
  asked: TokenEmbeddings,
  weights: readonly number[],
  tokens: TokenEmbeddings,
  inside: readonly number[],
  dimensions: number,
): number {
  let sum = 0;
  for (const [at, weight] of weights.entries()) {
    const vector = asked.vectors.subarray(at * dimensions, (at + 1) * dimensions);
    let best = 0;
    for (const token of inside) best = Math.max(best, dot(vector, tokens.vectors, token * dimensions));
    sum += weight * best;
  }
  return sum;
}

function dot(a: Float32Array, b: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[offset + i] ?? 0);
  return sum;
}

/** @returns The whole word that a piece `[start, end)` of it belongs to. */
function wordAround(text: string, start: number, end: number): string {
  const before = /[\p{L}\p{M}\p{N}]*$/u.exec(text.slice(0, start))?.[0] ?? '';
  const after = /^[\p{L}\p{M}\p{N}]*/u.exec(text.slice(end))?.[0] ?? '';
  return wordsOf(before + text.slice(start, end) + after)[0] ?? '';
}
