import { gramRuleOf } from './script.js';

const FOUR = 4;
const TWO = 2;

/** The first byte of U+0300 in UTF-8. Below it are Latin letters alone, whose terms need no look at their script. */
const FIRST_MARK = 0xcc;
const CONTINUATION = 0x80;
const AFTER_CONTINUATION = 0xc0;

/**
 * Character n-grams of one term: `haus` gives `·hau haus aus·`, `東京都` gives `東京 京都`. A term shorter than a gram is
 * its own gram, so that every term is found by the gram channel too.
 */
export function gramsOf(term: string): string[] {
  const rule = gramRuleOf(term);
  const characters = Array.from(rule === 'fourgrams' ? `·${term}·` : term);
  const length = rule === 'bigrams' ? TWO : FOUR;
  if (characters.length <= length) return [characters.join('')];
  return Array.from({ length: characters.length - length + 1 }, (_, at) => characters.slice(at, at + length).join(''));
}

/** @param term In UTF-8. @returns How many n-grams it has: for Latin letters, which most terms are of, without making them. */
export function countGrams(term: Uint8Array): number {
  let characters = 0;
  for (const byte of term) {
    if (byte >= FIRST_MARK) return gramsOf(new TextDecoder().decode(term)).length;
    if (byte < CONTINUATION || byte >= AFTER_CONTINUATION) characters += 1;
  }
  // With the marks of both ends.
  return Math.max(1, characters + 2 - FOUR + 1);
}
