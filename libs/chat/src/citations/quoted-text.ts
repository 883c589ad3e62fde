/** Fewer words are a name or an irony, not a quotation that could be checked. */
const SHORTEST_QUOTATION = 4;
/** The same in scripts without spaces. */
const SHORTEST_CHARACTERS = 20;

/**
 * Whether something between quotation marks may stand there: it is too short to claim anything, or it is in one of the
 * texts letter for letter, apart from case, spaces, kinds of marks and what an ellipsis leaves out.
 */
export class QuotedText {
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts.map(normalised);
  }

  isFaithful(quotation: string): boolean {
    const words = quotation.trim().split(/\s+/u);
    if (words.length < SHORTEST_QUOTATION && quotation.length < SHORTEST_CHARACTERS) return true;
    const parts = normalised(quotation.replace(CITATION, ''))
      .split(/…|\.\.\./u)
      .map((part) => part.replace(/^[\s.,;:!?]+|[\s.,;:!?]+$/gu, ''));
    return this.#texts.some((text) => parts.every((part) => text.includes(part)));
  }
}

const CITATION = /\[\d+\]/g;

function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[*_]/g, '')
    .replace(/[“”„«»]/gu, '"')
    .replace(/[‘’‚]/gu, "'")
    .replace(/[‐‑‒–—]/gu, '-')
    .replace(/\s+/gu, ' ');
}
