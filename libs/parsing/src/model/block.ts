export const BLOCK_KINDS = ['heading', 'paragraph', 'list', 'table', 'code', 'quote'] as const;
export type BlockKind = (typeof BLOCK_KINDS)[number];

/**
 * One piece of a document as its author laid it out.
 * A table's text has one row per line, its cells parted by ` | `, the header row first; a list's has one item per line.
 */
export interface ParsedBlock {
  readonly kind: BlockKind;
  readonly text: string;
  /** 1 (outermost) to 6 for a heading, else `null`. */
  readonly level: number | null;
  /** 1-based; `null` where the format has no pages. */
  readonly page: number | null;
  /**
   * Where the block starts, in UTF-16 units, in the text that results from joining the blocks with a blank line: the
   * blocks of its page, or those of the whole document where there are no pages.
   */
  readonly offset: number;
}

/** What a reader hands out at a time: a page, or a part of a format without pages. */
export interface ParsedPage {
  readonly page: number | null;
  /** Pages in the document, `null` where the format has none. */
  readonly total: number | null;
  readonly blocks: readonly ParsedBlock[];
}
