/** What a reader may produce before the file counts as unsafe. */
export interface ReadingLimits {
  readonly pages: number;
  /** Characters of text (UTF-16 units) of the whole document. */
  readonly characters: number;
  /** Characters of a single page: one is handed over and cut into passages in one go. */
  readonly pageCharacters: number;
  /** Levels of nested elements: a deeper tree is made to exhaust a stack, not to be read. */
  readonly depth: number;
  /** Milliseconds that a single page may take. */
  readonly pageMilliseconds: number;
}

/** Far above a family's documents (a long novel has a million characters), far below what costs memory. */
export const READING_LIMITS: ReadingLimits = {
  pages: 2000,
  characters: 15_000_000,
  pageCharacters: 500_000,
  depth: 256,
  pageMilliseconds: 5000,
};
