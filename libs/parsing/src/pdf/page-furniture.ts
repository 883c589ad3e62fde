import type { PdfLine } from './pdf-line.js';

const PAGE_NUMBER =
  /^(?:[-–—|\s]*)(?:(?:page|seite|стр\.?|página)\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:of|von|из|de|\/)\s*\d{1,4})?(?:[-–—|\s]*)$/iu;
/** Lines at the top and at the bottom of a page that can be its header or footer. */
const EDGE_LINES = 2;

/**
 * Leaves out page numbers and the headers and footers that the page before had too (their digits aside): between two
 * halves of a sentence they would end up inside a passage, and they make every page match the document's name. The
 * first page keeps its own, so nothing is lost.
 */
export class PageFurniture {
  #previous: ReadonlySet<string> = new Set();

  strip(lines: readonly PdfLine[]): PdfLine[] {
    const edges = edgeLines(lines);
    const signatures = new Set([...edges].map(signature));
    const kept = lines.filter((line) => {
      if (!edges.has(line)) return true;
      return !PAGE_NUMBER.test(line.text) && !this.#previous.has(signature(line));
    });
    this.#previous = signatures;
    return kept;
  }
}

function edgeLines(lines: readonly PdfLine[]): Set<PdfLine> {
  const byHeight = lines.toSorted((a, b) => b.y - a.y);
  return new Set([...byHeight.slice(0, EDGE_LINES), ...byHeight.slice(-EDGE_LINES)]);
}

/** Not by height: what a browser printed ends its pages wherever the text ends. */
function signature(line: PdfLine): string {
  return line.text.replace(/\d+/g, '#').toLowerCase();
}
