import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { visibleText } from '../model/visible-text.js';

export type PdfTextContent = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;
/** A run of letters in one font, as pdf.js hands it out. */
export type PdfTextItem = Extract<PdfTextContent['items'][number], { readonly str: string }>;

/** A line of print. Lengths in points, the origin at the bottom left as PDF has it. */
export interface PdfLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly right: number;
  /** Height of the largest letters: the font size. */
  readonly size: number;
  /** pdf.js's name of the font that most of its characters have; the same for the whole document. */
  readonly font: string;
  readonly isRightToLeft: boolean;
}

/** Part of the font size by which a baseline may differ within a line (superscripts, mixed fonts). */
const SAME_LINE = 0.5;
/** Gap, in font sizes, between two runs of one line that parts the cells of a table. */
const CELL_GAP = 1.5;

/** From a chapter's name to its page in a table of contents: a line of dots that would fill whole passages. */
const DOT_LEADER = /(?:\s?[.·_]){6,}/g;

/** Smaller letters, in points, are not there to be read by people. */
const LEGIBLE = 1;

/**
 * Joins pdf.js's runs of text, in the order of the content stream, into lines. Text too small to see or beside the page
 * is left out: it is how instructions for a language model are hidden.
 * @param view - The page's box: left, bottom, right, top.
 */
export function pdfLines(all: readonly PdfTextItem[], view: readonly number[]): PdfLine[] {
  const items = all.filter((item) => item.str.trim() === '' || isVisible(item, view));
  const lines: PdfLine[] = [];
  let run: PdfTextItem[] = [];
  const close = () => {
    const line = toLine(run);
    if (line !== undefined) lines.push(line);
    run = [];
  };
  for (const item of items) {
    if (run.length > 0 && isOtherLine(run, item)) close();
    run.push(item);
    if (item.hasEOL) close();
  }
  close();
  return lines;
}

function isVisible(item: PdfTextItem, [x0 = 0, y0 = 0, x1 = Infinity, y1 = Infinity]: readonly number[]): boolean {
  const size = sizeOf(item);
  const isBeside = left(item) > x1 || top(item) > y1 || left(item) + item.width < x0 || top(item) + size < y0;
  return size >= LEGIBLE && !isBeside;
}

function isOtherLine(run: readonly PdfTextItem[], item: PdfTextItem): boolean {
  if (item.str.trim() === '') return false;
  const anchor = run.find((earlier) => earlier.str.trim() !== '');
  if (anchor === undefined) return false;
  return Math.abs(top(anchor) - top(item)) > SAME_LINE * Math.max(sizeOf(anchor), sizeOf(item));
}

function toLine(run: readonly PdfTextItem[]): PdfLine | undefined {
  const printed = run.filter((item) => item.str.trim() !== '');
  const [first] = printed;
  if (first === undefined) return undefined;
  const text = visibleText(lineText(run))
    .replace(DOT_LEADER, ' … ')
    .replace(/\s{2,}/g, '  ')
    .trim();
  if (text === '') return undefined;
  return {
    text,
    x: Math.min(...printed.map(left)),
    y: top(first),
    right: Math.max(...printed.map((item) => left(item) + item.width)),
    size: Math.max(...printed.map(sizeOf)),
    font: mainFont(printed),
    isRightToLeft: printed.filter((item) => item.dir === 'rtl').length * 2 > printed.length,
  };
}

function lineText(run: readonly PdfTextItem[]): string {
  let text = '';
  let previous: PdfTextItem | undefined;
  for (const item of run) {
    const gap = previous === undefined ? 0 : left(item) - (left(previous) + previous.width);
    if (item.str.trim() !== '' && previous !== undefined && gap > CELL_GAP * sizeOf(item)) text = `${text.trimEnd()}  `;
    text += item.str;
    if (item.str.trim() !== '') previous = item;
  }
  return text;
}

function mainFont(items: readonly PdfTextItem[]): string {
  const characters = new Map<string, number>();
  for (const { fontName, str } of items) characters.set(fontName, (characters.get(fontName) ?? 0) + str.length);
  return [...characters].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
}

function left(item: PdfTextItem): number {
  return coordinate(item, 4);
}

function top(item: PdfTextItem): number {
  return coordinate(item, 5);
}

/** pdf.js's `height` is 0 for some fonts; the length of the transformed unit vector is what the eye sees. */
function sizeOf(item: PdfTextItem): number {
  return Math.hypot(coordinate(item, 2), coordinate(item, 3)) || item.height;
}

function coordinate(item: PdfTextItem, index: number): number {
  const value: unknown = item.transform[index];
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
