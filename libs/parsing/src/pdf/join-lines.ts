import type { PdfLine } from './pdf-line.js';

/** Average width of a letter and its space, in font sizes, for text set in a proportional font. */
const LETTER_WIDTH = 0.5;

/** Lines whose left edges differ by no more than this, in font sizes, stand in one column. */
const SAME_COLUMN = 3;

/**
 * Joins the lines of a block. A line that ends although the first word of the next would still have fitted was ended by
 * its author (an address, a table row): it stays a line. Others are one running text, hyphenation undone.
 * @param page - All lines of the page, which show how far its columns reach.
 */
export function joinLines(lines: readonly PdfLine[], page: readonly PdfLine[]): string {
  const right = columnRight(lines, page);
  let text = '';
  let previous: PdfLine | undefined;
  for (const line of lines) {
    if (previous === undefined) text = line.text;
    else if (/\p{Ll}-$/u.test(text) && /^\p{Ll}/u.test(line.text)) text = text.slice(0, -1) + line.text;
    else text += (isEndedByAuthor(previous, line, right) ? '\n' : ' ') + line.text;
    previous = line;
  }
  return text;
}

function isEndedByAuthor(line: PdfLine, next: PdfLine, right: number): boolean {
  if (/ {2}/.test(line.text) || / {2}/.test(next.text)) return true;
  if (line.isRightToLeft) return false;
  const [word = ''] = next.text.split(' ', 1);
  return right - line.right > (word.length + 1) * LETTER_WIDTH * line.size;
}

function columnRight(lines: readonly PdfLine[], page: readonly PdfLine[]): number {
  const left = Math.min(...lines.map(({ x }) => x));
  const column = page.filter(({ x, size }) => Math.abs(x - left) <= SAME_COLUMN * size);
  return Math.max(...[...lines, ...column].map((line) => line.right));
}
