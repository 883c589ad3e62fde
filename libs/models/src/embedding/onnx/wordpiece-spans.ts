/** A place in the source text, `[start, end)` in UTF-16 units. */
export type Span = readonly [start: number, end: number];

const UNKNOWN = '[UNK]';
const CONTINUATION = '##';
const WHITESPACE = /^\s$/u;
const DROPPED = /^[\0\u{FFFD}\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u;
const MARKS = /\p{Mn}/gu;
const PUNCTUATION = /^[\p{P}\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E]$/u;
/** CJK ideographs, each of which BERT reads as a word (BasicTokenizer._is_chinese_char of google-research/bert). */
const IDEOGRAPHS: readonly Span[] = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b820, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
];

/** Per UTF-16 unit of a normalised word, where it came from. */
type Word = Span[];

/**
 * Finds where the pieces of an uncased BERT tokenizer lie in the text.
 * Tokenizers for JavaScript give no offsets, so this walks the text as their normaliser does (control characters gone,
 * accents gone, lower case, ideographs and punctuation words of their own) and measures the pieces against it. Only
 * lengths are compared, never letters, so a disagreement about a letter's case cannot shift what follows.
 * @param pieces - As the tokenizer gave them, special tokens left out; they may end before the text does.
 */
export function wordPieceSpans(text: string, pieces: readonly string[]): Span[] {
  const words = normalisedWords(text);
  const spans: Span[] = [];
  let word: Word = [];
  let position = 0;
  for (const piece of pieces) {
    if (position >= word.length) {
      word = words.next().value ?? [[text.length, text.length]];
      position = 0;
    }
    const isRest = position > 0 && piece.startsWith(CONTINUATION);
    const length = piece === UNKNOWN ? word.length : piece.length - (isRest ? CONTINUATION.length : 0);
    const first = word[position] ?? [text.length, text.length];
    position = Math.min(position + length, word.length);
    spans.push([first[0], (word[position - 1] ?? first)[1]]);
  }
  return spans;
}

function* normalisedWords(text: string): Generator<Word, undefined> {
  let word: Word = [];
  let offset = 0;
  for (const character of text) {
    const span: Span = [offset, offset + character.length];
    offset = span[1];
    const kind = kindOf(character);
    if (kind !== 'letter' && kind !== 'dropped') {
      if (word.length > 0) yield word;
      word = [];
      if (kind === 'word') yield Array.from({ length: normalise(character).length }, () => span);
    } else if (kind === 'letter') {
      append(word, normalise(character).length, span);
    }
  }
  if (word.length > 0) yield word;
  return undefined;
}

/** A combining mark has no unit of its own: it belongs to the letter before it. */
function append(word: Word, units: number, span: Span): void {
  const last = word.at(-1);
  if (units === 0 && last !== undefined) word[word.length - 1] = [last[0], span[1]];
  for (let unit = 0; unit < units; unit++) word.push(span);
}

function kindOf(character: string): 'space' | 'dropped' | 'word' | 'letter' {
  if (WHITESPACE.test(character)) return 'space';
  if (DROPPED.test(character)) return 'dropped';
  if (PUNCTUATION.test(character) || isIdeograph(character.codePointAt(0) ?? 0)) return 'word';
  return 'letter';
}

function isIdeograph(codePoint: number): boolean {
  return IDEOGRAPHS.some(([first, last]) => codePoint >= first && codePoint <= last);
}

/** @returns The letters that stay: base letters in lower case, combining marks gone. */
function normalise(character: string): string {
  return character.toLowerCase().normalize('NFD').replace(MARKS, '');
}
