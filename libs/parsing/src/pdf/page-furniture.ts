import type { PdfLine } from './pdf-line.js';

const PAGE_NUMBER =
  /^(?:[-–—|\s]*)(?:(?:page|seite|стр\.?|página)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|von|из|de|\/)\s*\d{1,4})?(?:[-–—|\s]*)$/iu;
/** Lines at the top and at the bottom of a page that can be its header or footer. */
const EDGE_LINES = 2;

/** A longer line is running text. */
const FURNITURE_CHARACTERS = 80;
/** Left and right pages have headers of their own, so a page is compared with the two before it. */
const PAGES_COMPARED = 2;

/**
 * Leaves out page numbers and the headers and footers that one of the two pages before had too (their numbers aside):
 * between two halves of a sentence they would end up inside a passage, and they make every page match the document's
 * name. The first page keeps its own, and no page loses everything it has.
 */
export class PageFurniture {
  #earlier: ReadonlySet<string>[] = [];

  strip(lines: readonly PdfLine[]): readonly PdfLine[] {
    const edges = edgeLines(lines);
    const kept = lines.filter((line) => !edges.has(line) || !(PAGE_NUMBER.test(line.text) || this.#isRepeated(line)));
    this.#earlier = [new Set([...edges].map(signature)), ...this.#earlier].slice(0, PAGES_COMPARED);
    return kept.length > 0 ? kept : lines;
  }

  #isRepeated(line: PdfLine): boolean {
    return line.text.length <= FURNITURE_CHARACTERS && this.#earlier.some((edges) => edges.has(signature(line)));
  }
}

function edgeLines(lines: readonly PdfLine[]): Set<PdfLine> {
  const byHeight = lines.toSorted((a, b) => b.y - a.y);
  return new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)]);
}

/** Not by height: what a browser printed ends its pages wherever the text ends. */
function signature(line: PdfLine): string {
  return line.text
    .toLowerCase()
    .replace(/\d+/g, '#')
    .replace(/(?<=^|\s)[ivxlc]{1,7}(?=\s|$)/g, '#');
}
