/** A stretch of a text that can be quoted: `text.slice(start, end)` is it, letter for letter. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Longer ones are tables or lists without full stops; a quotation of them helps nobody. */
const LONGEST_SENTENCE = 400;

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/**
 * Splits by the Unicode rules (UAX #29): full stops alone leave Chinese, Japanese and Hindi whole.
 * Single line breaks are those of a page's typesetting and end no sentence; an empty line does.
 */
export function sentencesOf(text: string): Sentence[] {
  const flat = text.replace(/(?<!\n)\n(?!\n)/gu, ' ');
  const sentences: Sentence[] = [];
  for (const { segment, index } of segmenter.segment(flat)) {
    const start = index + (segment.length - segment.trimStart().length);
    const end = index + segment.trimEnd().length;
    if (end > start) sentences.push(...pieces(text, start, end));
  }
  return sentences;
}

function* pieces(text: string, start: number, end: number): Generator<Sentence> {
  let from = start;
  while (end - from > LONGEST_SENTENCE) {
    const space = text.lastIndexOf(' ', from + LONGEST_SENTENCE);
    const to = space > from ? space : from + LONGEST_SENTENCE;
    yield { text: text.slice(from, to), start: from, end: to };
    from = space > from ? space + 1 : to;
  }
  if (end > from) yield { text: text.slice(from, end), start: from, end };
}
