import { type EmbeddingRuntime, ModelUnavailableError } from '@hearthlore/models';
import { sentencesOf } from '../passages/sentences.js';
import { termCoverage, termScores } from '../passages/term-scores.js';
import type { PassageHit } from '../ports/passage-search.port.js';
import { meaningScores } from './meaning-scores.js';
import type { QuotableSentence } from './quotable-sentence.js';

export interface Quote {
  readonly hit: PassageHit;
  /** Letter for letter from the hit's text. */
  readonly text: string;
}

/** The answer stands in a sentence of the top three passages far more often than below them. */
const PASSAGES = 3;
const QUOTES = 3;
/** Sentences worth less than this share of the best one are its neighbours, not answers. */
const WORTH_QUOTING = 0.7;
/**
 * Below these the documents do not seem to hold the answer. Measured on xquad (English), every eighth question, its own
 * article taken away for the counterexample: MaxSim of the best sentence of at least .4 keeps 97 % of the answers and
 * turns away 88 % of the questions without one; that share of the question's n-grams, weighted by rarity, keeps 97 %
 * and turns away 61 % (German: 97 % and 56 %).
 */
const CONFIDENT = { byMeaning: 0.4, byTerms: 0.4 };

interface Scored {
  readonly scores: readonly number[];
  readonly byMeaning: boolean;
}

/** Answers by quoting: the sentences of the best passages that come closest to the question. */
export class Quoter {
  constructor(private readonly embedding: EmbeddingRuntime | undefined) {}

  /**
   * @param hits Best first; those below the top three only tell which words are rare.
   * @param how.byMeaning Whether the embedding model understands the question's language.
   * @param how.evenIfUnsure Quotes what comes closest, however far that is.
   * @returns At most three sentences, best first; none where nothing is close enough to be an answer.
   */
  async quote(
    question: string,
    hits: readonly PassageHit[],
    how: { readonly byMeaning: boolean; readonly evenIfUnsure: boolean },
    signal: AbortSignal,
  ): Promise<Quote[]> {
    const candidates = hits
      .slice(0, PASSAGES)
      .flatMap(({ text }, passage) =>
        sentencesOf(text).map((sentence): QuotableSentence => ({ ...sentence, passage })),
      );
    const passages = hits.slice(0, PASSAGES).map(({ text }) => text);
    const scored = await this.#score(question, passages, candidates, how.byMeaning, signal);
    const best = Math.max(0, ...scored.scores);
    const isConfident = scored.byMeaning
      ? best >= CONFIDENT.byMeaning
      : mostCovered(question, passages, hits) >= CONFIDENT.byTerms;
    if (!isConfident && !how.evenIfUnsure) return [];
    return candidates
      .map((sentence, at) => ({ sentence, score: scored.scores[at] ?? 0 }))
      .filter(({ score }) => score > 0 && score >= best * WORTH_QUOTING)
      .sort((a, b) => b.score - a.score)
      .slice(0, QUOTES)
      .flatMap(({ sentence }) => {
        const hit = hits[sentence.passage];
        return hit === undefined ? [] : [{ hit, text: sentence.text }];
      });
  }

  async #score(
    question: string,
    passages: readonly string[],
    candidates: readonly QuotableSentence[],
    byMeaning: boolean,
    signal: AbortSignal,
  ): Promise<Scored> {
    const model = byMeaning ? this.embedding?.model : undefined;
    if (model !== undefined) {
      try {
        return { scores: await meaningScores(model, question, passages, candidates, signal), byMeaning: true };
      } catch (error) {
        // Words answer as well; anything but a model that is away is a fault of ours.
        if (!(error instanceof ModelUnavailableError)) throw error;
      }
    }
    const scores = termScores(
      question,
      candidates.map(({ text }) => text),
    );
    return { scores, byMeaning: false };
  }
}

/** @returns How much of what was asked the passage has that has most of it. */
function mostCovered(question: string, passages: readonly string[], hits: readonly PassageHit[]): number {
  const sentences = hits.flatMap(({ text }) => sentencesOf(text).map((sentence) => sentence.text));
  return Math.max(0, ...passages.map((passage) => termCoverage(question, passage, sentences)));
}
