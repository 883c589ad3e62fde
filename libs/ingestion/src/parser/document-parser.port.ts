export const MEDIA_TYPES = ['application/pdf', 'text/plain', 'text/markdown', 'text/html'] as const;
/** What can be read. Always found by content (`sniffMediaType`), never taken from a client. */
export type MediaType = (typeof MEDIA_TYPES)[number];

export const BLOCK_KINDS = ['heading', 'paragraph', 'list', 'table', 'code', 'quote'] as const;

/** One piece of a document. A table's text has a row per line, the header row first; a list's an item per line. */
export interface ParsedBlock {
  readonly kind: (typeof BLOCK_KINDS)[number];
  readonly text: string;
  /** 1 (outermost) to 6 for a heading, else `null`. */
  readonly level: number | null;
  /** 1-based; `null` where the format has no pages. */
  readonly page: number | null;
  /** Where the block starts, in UTF-16 units, in its page's text (in the document's, where there are no pages). */
  readonly offset: number;
}

/** A page, or a part of a document without pages. A page without text has no blocks. */
export interface ParsedPage {
  readonly page: number | null;
  /** Pages in the document, `null` where the format has none. */
  readonly total: number | null;
  readonly blocks: readonly ParsedBlock[];
}

export abstract class DocumentParser {
  /**
   * Reads a file. The first pages come before the last are read.
   * @param signal - Ends the work at once; the iteration then throws the signal's reason.
   * @throws {DocumentUnreadableError} One of its subclasses, possibly after some pages: the caller drops those.
   * @throws {ParserUnavailableError} Nothing is wrong with the file. Callers may retry.
   */
  abstract parse(file: Uint8Array, mediaType: MediaType, signal: AbortSignal): AsyncIterable<ParsedPage>;

  /** Frees what the parser holds besides running work. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
