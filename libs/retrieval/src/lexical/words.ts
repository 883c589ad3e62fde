/**
 * Runs of letters, combining marks and digits. Marks belong to words: a rule of letters and digits alone cuts Hindi
 * at every vowel sign and costs it a quarter of its first answers.
 */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** Soft hyphens and (non-)joiners change how a word looks, not which word it is. */
const INVISIBLE = /\u{ad}|\u{200c}|\u{200d}|\u{2060}|\u{feff}/gu;

/** @returns The words of a text in reading order, compatibility-folded (NFKC) and in lower case. */
export function wordsOf(text: string): string[] {
  // The Turkish capital İ becomes an i with a combining dot above, which no lower-case word is written with.
  const folded = text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase().replaceAll('i\u0307', 'i');
  return folded.match(WORD) ?? [];
}
