import type { LexicalMode } from '../fusion/language-policy.js';
import { CHANNEL_DEPTH, minMax, mix } from '../fusion/min-max.js';
import type { Scored } from '../fusion/scored.js';
import { topSlots } from '../index/top-slots.js';
import type { LexicalIndex, LexicalUnit } from './lexical-index.js';

const EQUAL = 0.5;

/**
 * The lexical channel: its best slots for a question.
 * @param words As `wordsOf` gives them.
 * @param eligible 1 for each slot that may be found.
 */
export function searchWords(
  index: LexicalIndex,
  words: readonly string[],
  mode: LexicalMode,
  eligible: Uint8Array,
): Scored<number>[] {
  const best = (unit: LexicalUnit): Scored<number>[] => topSlots(index.score(unit, words), eligible, CHANNEL_DEPTH, 0);
  if (mode !== 'words-and-grams') return best(mode);
  const [byWords, byGrams] = [best('words'), best('grams')];
  return mix(lexicalMinMax(byWords), lexicalMinMax(byGrams), EQUAL).slice(0, CHANNEL_DEPTH);
}

/** What is not among fewer matches than were asked for matched nothing. */
export function lexicalMinMax<K>(scored: readonly Scored<K>[]): Map<K, number> {
  return minMax(scored, scored.length < CHANNEL_DEPTH ? 0 : undefined);
}
