/** Scripts written without spaces between words, in two groups by what finds their words best. */
const IDEOGRAPHIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const UNSPACED_ALPHABET = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** How a term is cut into character n-grams. */
export type GramRule = 'bigrams' | 'unspaced-fourgrams' | 'fourgrams';

/** @returns Bigrams for Chinese, Japanese and Korean characters; 4-grams otherwise, in spaced scripts with word ends. */
export function gramRuleOf(term: string): GramRule {
  if (IDEOGRAPHIC.test(term)) return 'bigrams';
  return UNSPACED_ALPHABET.test(term) ? 'unspaced-fourgrams' : 'fourgrams';
}

/** A script that alone tells the language, or as good as: text in it need not be guessed from its letters. */
const SCRIPTS: readonly (readonly [language: string, script: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['kn', /\p{Script=Kannada}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['am', /\p{Script=Ethiopic}/gu],
];

/** Scripts of several languages: which one has to be detected, that it is none in Latin letters does not. */
const SHARED_SCRIPTS: readonly (readonly [fallback: string, script: RegExp])[] = [
  ['ru', /\p{Script=Cyrillic}/gu],
  ['ar', /\p{Script=Arabic}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
];

const LETTER = /\p{L}/gu;

/** What the script of a text says about its language. */
export type ScriptVerdict =
  | { readonly kind: 'language'; readonly language: string }
  | { readonly kind: 'shared'; readonly fallback: string }
  | { readonly kind: 'latin' };

/** @returns The verdict of the script that has more than a third of the letters (kana mark Japanese at a tenth). */
export function scriptVerdict(text: string): ScriptVerdict {
  const letters = text.match(LETTER)?.length ?? 0;
  const shareOf = (script: RegExp): number => (text.match(script)?.length ?? 0) / Math.max(1, letters);
  for (const [language, script] of SCRIPTS)
    if (shareOf(script) > (language === 'ja' ? 0.1 : 1 / 3)) return { kind: 'language', language };
  for (const [fallback, script] of SHARED_SCRIPTS) if (shareOf(script) > 1 / 3) return { kind: 'shared', fallback };
  return { kind: 'latin' };
}
