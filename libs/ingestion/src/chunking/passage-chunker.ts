import type { ParsedBlock, ParsedPage } from '../parser/document-parser.port.js';
import { HeadingPath } from './heading-path.js';
import type { Passage } from '@hearthlore/documents';
import { PassageDraft, type PassageText } from './passage-draft.js';
import { piecesOf } from './sentence-pieces.js';

/**
 * Characters of a passage. Measured on five retrieval sets with windows of 1,000 and 200 characters overlap: about 250
 * English word pieces, which is what the embedding model reads at a time (256), and four to six of them fit into the
 * context of a small language model.
 */
export const PASSAGE_CHARACTERS = 1000;
/** Shared by neighbours that were cut apart only because of their length, in whole sentences: an answer may lie on the cut. */
export const OVERLAP_CHARACTERS = 200;

/**
 * Cuts a document into passages as it is read: a passage comes out as soon as it is complete.
 * - A heading starts a new passage; its path is the passage's heading, not part of its text.
 * - A page starts a new passage too, so that a citation names one page. Only a sentence that runs over the page's end is
 *   finished in the passage where it began, which then has a `lastPage`; the new page's passage has it as well.
 * - Within both, whole paragraphs where they fit, else whole sentences, list items, table rows (the header repeated).
 * The same pages always give the same passages.
 */
export class PassageChunker {
  readonly #path = new HeadingPath();
  readonly #draft = new PassageDraft(PASSAGE_CHARACTERS, OVERLAP_CHARACTERS);
  #page: number | null = null;
  #index = 0;
  /** Whether the draft holds more than headings that had no text under them. */
  #hasBody = false;

  *add(page: ParsedPage): Generator<Passage> {
    for (const block of page.blocks) {
      if (block.page !== this.#page) {
        this.#draft.finishSentence(block);
        yield* this.#finish();
        this.#page = block.page;
      }
      if (block.kind === 'heading') yield* this.#heading(block);
      else yield* this.#body(block);
    }
  }

  /** What is left when the document ends. */
  *end(): Generator<Passage> {
    for (const text of this.#path.unused()) yield* this.#text(headingText(text, this.#page));
    yield* this.#finish();
  }

  *#heading(block: ParsedBlock): Generator<Passage> {
    if (this.#hasBody) yield* this.#finish();
    for (const text of this.#path.enter(block.level ?? 1, block.text)) yield* this.#text(headingText(text, block.page));
  }

  *#body(block: ParsedBlock): Generator<Passage> {
    this.#path.use();
    this.#hasBody = true;
    yield* this.#text(block);
  }

  *#text(block: ParsedBlock): Generator<Passage> {
    for (const piece of piecesOf(block, PASSAGE_CHARACTERS)) {
      while (!this.#draft.fits(piece)) yield this.#passage(this.#draft.cut(piece));
      this.#draft.add(piece);
    }
  }

  *#finish(): Generator<Passage> {
    const text = this.#draft.take();
    this.#hasBody = false;
    if (text !== undefined) yield this.#passage(text);
  }

  #passage(text: PassageText): Passage {
    return { index: this.#index++, heading: this.#path.toString(), ...text };
  }
}

/** A heading that nothing stood under is text itself, or it would be lost. */
function headingText(text: string, page: number | null): ParsedBlock {
  return { kind: 'paragraph', text, level: null, page, offset: 0 };
}

/** @returns The passages of a document, each as soon as its pages have been read. */
export async function* chunkPages(pages: AsyncIterable<ParsedPage>): AsyncGenerator<Passage> {
  const chunker = new PassageChunker();
  for await (const page of pages) yield* chunker.add(page);
  yield* chunker.end();
}
