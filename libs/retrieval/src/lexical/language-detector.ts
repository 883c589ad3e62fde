import { Injectable } from '@nestjs/common';
import { scriptVerdict } from './script.js';
import { wordsOf } from './words.js';

/** No language, or none that can be told: ISO 639-2 "undetermined". */
export const UNDETERMINED = 'und';

/** Enough for a verdict; a longer sample only takes longer. */
const SAMPLE_CHARACTERS = 4_000;

/** From this many words on a guess is believed by itself: shorter questions are often names that look like any language. */
const WORDS_FOR_CERTAINTY = 5;

/** Tells the language of documents and questions, by script where that is enough, else by letter statistics (eld). */
@Injectable()
export class LanguageDetector {
  #eld: Promise<typeof import('eld/small')> | undefined;

  /** @returns ISO 639-1, or `und`. */
  async detectDocument(text: string): Promise<string> {
    const sample = text.slice(0, SAMPLE_CHARACTERS);
    return (await this.#guess(sample)) ?? UNDETERMINED;
  }

  /**
   * @param known Languages of the documents that are asked. A question of a few words in Latin letters is taken to be in
   * another language only when there is a document in it.
   * @returns ISO 639-1, or `und`.
   */
  async detectQuestion(text: string, known: ReadonlySet<string>): Promise<string> {
    const guess = await this.#guess(text);
    if (guess === undefined) return UNDETERMINED;
    const certain = scriptVerdict(text).kind !== 'latin' || wordsOf(text).length >= WORDS_FOR_CERTAINTY;
    return certain || known.has(guess) ? guess : UNDETERMINED;
  }

  async #guess(text: string): Promise<string | undefined> {
    const verdict = scriptVerdict(text);
    if (verdict.kind === 'language') return verdict.language;
    // 1.6 MB of letter statistics take a third of a second to load: on first use, so that the start stays fast.
    this.#eld ??= import('eld/small');
    const { eld } = await this.#eld;
    const result = eld.detect(text);
    if (result.isReliable()) return result.language;
    return verdict.kind === 'shared' ? verdict.fallback : undefined;
  }
}
