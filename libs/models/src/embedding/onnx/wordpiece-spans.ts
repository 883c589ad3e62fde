/** A place in the source text, `[start, end)` in UTF-16 units. */
export type Span = readonly [start: number, end: number];

const UNKNOWN = '[UNK]';
const CONTINUATION = '##';
const WHITESPACE = /^\s$/u;
const DROPPED = /^(?![\t\n\r])[\0\u{FFFD}\p{Cc}\p{Cf}\p{Co}\p{Cs}]$/u;
const MARKS = /\p{Mn}/gu;
const PUNCTUATION = /^[\p{P}\u0021-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u007E]$/u;
/** CJK ideographs, each of which is read as a word; the tokenizer's JavaScript looks at the basic plane alone. */
const IDEOGRAPH = /^[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]$/u;

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
    if (DROPPED.test(character)) continue;
    const isAlone = IDEOGRAPH.test(character);
    const letters = normalise(character);
    if (letters === '') extendLast(word, span);
    for (const letter of letters) {
      const isWord = isAlone || PUNCTUATION.test(letter);
      if ((isWord || WHITESPACE.test(letter)) && word.length > 0) {
        yield word;
        word = [];
      }
      const units = Array.from({ length: letter.length }, () => span);
      if (isWord) yield units;
      else if (!WHITESPACE.test(letter)) word.push(...units);
    }
  }
  if (word.length > 0) yield word;
  return undefined;
}

/** A combining mark has no unit of its own: it belongs to the letter before it. */
function extendLast(word: Word, mark: Span): void {
  const last = word.at(-1);
  if (last !== undefined) word[word.length - 1] = [last[0], mark[1]];
}

/** @returns What stays of a character: lower case, taken apart, without accents. May hold punctuation (≠ becomes =). */
function normalise(character: string): string {
  return character.toLowerCase().normalize('NFD').replace(MARKS, '');
}
