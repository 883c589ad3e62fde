/** Where a window stands in the text of its passage, in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Short enough for one thought, long enough to be understood: measured against 250 to 1,000. */
const WINDOW_CHARACTERS = 450;

/**
 * Cuts a passage into windows of whole sentences, each beginning half-way through the one before.
 * Sentences are found by Unicode's rules (UAX 29), not by full stops: Chinese, Japanese and Hindi end them otherwise.
 * @param language ISO 639-1, or `und`.
 * @returns Nothing where the passage itself is no longer than a window: its own vector says the same.
 */
export function windowsOf(text: string, language: string): TextSpan[] {
  if (text.trim().length <= WINDOW_CHARACTERS) return [];
  const sentences = sentencesOf(text, language);
  const windows: TextSpan[] = [];
  for (let first = 0; first < sentences.length; ) {
    const start = sentences[first]?.start ?? 0;
    let last = first;
    while (last + 1 < sentences.length && (sentences[last + 1]?.end ?? 0) - start <= WINDOW_CHARACTERS) last += 1;
    const end = sentences[last]?.end ?? text.length;
    windows.push(trimmed(text, { start, end }));
    if (last === sentences.length - 1) break;
    const middle = start + (end - start) / 2;
    let next = first + 1;
    while (next < last + 1 && (sentences[next]?.start ?? 0) < middle) next += 1;
    first = next;
  }
  return windows.filter(({ start, end }) => end > start);
}

function sentencesOf(text: string, language: string): TextSpan[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  return Array.from(segmenter.segment(text), ({ segment, index }) => ({
    start: index,
    end: index + segment.length,
  })).flatMap((sentence) => splitLong(text, sentence));
}

/** A "sentence" longer than a window (a table, a list without full stops) is cut at white space, else anywhere. */
function splitLong(text: string, sentence: TextSpan): TextSpan[] {
  const parts: TextSpan[] = [];
  const half = WINDOW_CHARACTERS / 2;
  let { start } = sentence;
  while (sentence.end - start > WINDOW_CHARACTERS) {
    const space = text.slice(start + 1, start + half).search(/\s\S*$/u);
    const end = wholeCharacter(text, space > 0 ? start + 1 + space + 1 : start + half);
    parts.push({ start, end });
    start = end;
  }
  return [...parts, { start, end: sentence.end }];
}

/** @returns The place itself, or the one after it where it lies inside a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at + 1 : at;
}

function trimmed(text: string, span: TextSpan): TextSpan {
  const slice = text.slice(span.start, span.end);
  const start = span.start + (slice.length - slice.trimStart().length);
  return { start, end: Math.max(start, span.start + slice.trimEnd().length) };
}
