import type { BlockKind } from '../model/block.js';
import type { BodyFont } from './body-font.js';
import { joinLines } from './join-lines.js';
import type { PdfLine } from './pdf-line.js';

export interface LayoutBlock {
  readonly kind: BlockKind;
  readonly text: string;
  readonly level: number | null;
}

/** Distance of baselines, in font sizes, from which a new paragraph begins (ordinary leading is 1.0 to 1.3) … */
const PARAGRAPH_GAP = 1.55;
/** … and in the page's usual distances, where that is more: some set their lines far apart. */
const PARAGRAPH_GAP_OF_USUAL = 1.3;
/** Distances, in font sizes, that can be those of lines in a paragraph. */
const LEADING = { least: 0.8, most: 2.5 };
const LIST_MARK = /^(?:[•◦▪‣·●○■□–—*-]\s|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]\s)/u;
const HEADING_CHARACTERS = 120;
const HEADING_LINES = 3;

/** Puts a page's lines together to paragraphs, lists and headings, by distance, font and size. */
export function layoutBlocks(lines: readonly PdfLine[], body: BodyFont): LayoutBlock[] {
  const gap = Math.max(PARAGRAPH_GAP, PARAGRAPH_GAP_OF_USUAL * usualLeading(lines));
  const groups: PdfLine[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (group === undefined || previous === undefined || startsBlock(previous, line, gap)) groups.push([line]);
    else group.push(line);
  }
  return mergeLists(groups.map((group) => toBlock(group, lines, body)));
}

/** @returns The median distance of neighbouring lines, in font sizes. */
function usualLeading(lines: readonly PdfLine[]): number {
  const distances: number[] = [];
  for (const [index, line] of lines.entries()) {
    const distance = ((lines[index - 1]?.y ?? line.y) - line.y) / line.size;
    if (distance >= LEADING.least && distance <= LEADING.most) distances.push(distance);
  }
  return distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
}

function startsBlock(previous: PdfLine, line: PdfLine, gap: number): boolean {
  const size = Math.max(previous.size, line.size);
  const drop = previous.y - line.y;
  if (Math.abs(previous.size - line.size) > 0.12 * size) return true;
  // Upwards: the next column or a text box.
  if (drop < -size || drop > gap * size) return true;
  return LIST_MARK.test(line.text) || (previous.font !== line.font && isShort(previous) !== isShort(line));
}

function isShort(line: PdfLine): boolean {
  return line.text.length <= HEADING_CHARACTERS / 2;
}

function toBlock(lines: readonly PdfLine[], page: readonly PdfLine[], body: BodyFont): LayoutBlock {
  const text = joinLines(lines, page);
  const level = headingLevel(lines, text, body);
  if (level !== undefined) return { kind: 'heading', text: text.replace(/\s+/g, ' '), level };
  return { kind: LIST_MARK.test(text) ? 'list' : 'paragraph', text, level: null };
}

/** Larger than the body, or set in another font than it: short, no sentence, and not a row of figures. */
function headingLevel(lines: readonly PdfLine[], text: string, body: BodyFont): number | undefined {
  const [first] = lines;
  if (first === undefined || lines.length > HEADING_LINES || text.length > HEADING_CHARACTERS) return undefined;
  if (!body.isKnown || !/^[\p{Lu}\p{Lo}\d§(]/u.test(text) || /[.,;:]$/.test(text) || / {2}/.test(text))
    return undefined;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 3 || letters * 2 < text.length) return undefined;
  const ratio = Math.min(...lines.map((line) => line.size)) / body.size;
  if (ratio >= 1.6) return 1;
  if (ratio >= 1.3) return 2;
  if (ratio >= 1.12) return 3;
  return ratio >= 0.98 && lines.length === 1 && body.isOther(first.font) ? 4 : undefined;
}

function mergeLists(blocks: readonly LayoutBlock[]): LayoutBlock[] {
  const merged: LayoutBlock[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (block.kind === 'list' && last?.kind === 'list')
      merged.splice(-1, 1, { ...last, text: `${last.text}\n${block.text.replaceAll('\n', ' ')}` });
    else merged.push(block.kind === 'list' ? { ...block, text: block.text.replaceAll('\n', ' ') } : block);
  }
  return merged;
}
