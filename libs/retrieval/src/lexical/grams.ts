import { gramRuleOf } from './script.js';

const FOUR = 4;
const TWO = 2;

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
