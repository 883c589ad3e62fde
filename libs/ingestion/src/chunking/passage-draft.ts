import type { ParsedBlock } from '../parser/document-parser.port.js';
import type { Passage } from '@hearthlore/documents';
import { type Piece, piecesOf } from './sentence-pieces.js';

/** A cut before a paragraph is taken when it leaves at least this part of a full passage. */
const ACCEPTABLE_PART = 0.6;
const SENTENCE_END = /[.!?。！？…:;"”’»)\]]\s*$/u;
const CONTINUATION = /^[\p{Ll}\p{Lo}]/u;

export type PassageText = Pick<Passage, 'text' | 'page' | 'lastPage'>;

/** The passage being written: the pieces since the last cut, the overlap with the passage before in front of them. */
export class PassageDraft {
  #pieces: Piece[] = [];
  #length = 0;
  /** Pieces at the start that the passage before has too. */
  #repeated = 0;

  constructor(
    private readonly size: number,
    private readonly overlap: number,
  ) {}

  get isEmpty(): boolean {
    return this.#pieces.length === this.#repeated;
  }

  /** Whether there is room; always, while there is nothing but overlap, for a piece is never longer than a passage. */
  fits(piece: Piece): boolean {
    return this.isEmpty || this.#length + lengthOf(piece) <= this.size;
  }

  add(piece: Piece): void {
    if (this.isEmpty && this.#length + lengthOf(piece) > this.size) this.#restart([], []);
    if (this.#pieces.length === 0 && piece.tableHeader !== undefined) {
      this.#push({ ...piece, text: piece.tableHeader });
      this.#repeated = 1;
    }
    this.#push(piece);
  }

  /** When the passage ends in the middle of a sentence that runs on to the next page, its rest is added here. */
  finishSentence(next: ParsedBlock): void {
    const last = this.#pieces.at(-1);
    if (this.isEmpty || last?.kind !== 'paragraph' || next.kind !== 'paragraph') return;
    if (SENTENCE_END.test(last.text) || !CONTINUATION.test(next.text)) return;
    for (const piece of piecesOf(next, this.overlap * 2)) {
      this.#push({ ...piece, joint: ' ' });
      break;
    }
  }

  /**
   * Ends a full passage at the best place before `next`: between paragraphs unless that wastes too much. What lies
   * behind the cut, and the last sentences before it, begin the passage that follows.
   */
  cut(next: Piece): PassageText {
    const end = next.isBlockStart ? this.#pieces.length : this.#lastParagraphStart();
    const taken = this.#pieces.slice(0, end);
    this.#restart(overlapOf(taken, this.overlap), this.#pieces.slice(end));
    return passageText(taken);
  }

  /** Ends the passage with all there is; what follows has another heading or page, so nothing is repeated there. */
  take(): PassageText | undefined {
    const taken = this.isEmpty ? undefined : passageText(this.#pieces);
    this.#restart([], []);
    return taken;
  }

  #lastParagraphStart(): number {
    let length = this.#length;
    for (let index = this.#pieces.length - 1; index > this.#repeated; index -= 1) {
      const piece = this.#pieces[index];
      if (piece === undefined) break;
      length -= lengthOf(piece);
      if (length < this.size * ACCEPTABLE_PART) break;
      if (piece.isBlockStart) return index;
    }
    return this.#pieces.length;
  }

  #push(piece: Piece): void {
    this.#pieces.push(piece);
    this.#length += lengthOf(piece);
  }

  #restart(repeated: readonly Piece[], rest: readonly Piece[]): void {
    this.#pieces = [...repeated, ...rest];
    this.#repeated = repeated.length;
    this.#length = this.#pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  }
}

/** A table repeats its header instead of its last rows. */
function overlapOf(pieces: readonly Piece[], overlap: number): Piece[] {
  const repeated: Piece[] = [];
  let length = 0;
  for (const piece of pieces.toReversed()) {
    length += lengthOf(piece);
    if (length > overlap || piece.kind === 'table') break;
    repeated.unshift(piece);
  }
  return repeated;
}

function lengthOf({ joint, text }: Piece): number {
  return joint.length + text.length;
}

function passageText(pieces: readonly Piece[]): PassageText {
  const text = pieces.map((piece, index) => (index === 0 ? '' : piece.joint) + piece.text).join('');
  return { text: text.trim(), page: pages(pieces).at(0) ?? null, lastPage: pages(pieces).at(-1) ?? null };
}

function pages(pieces: readonly Piece[]): (number | null)[] {
  return pieces.map(({ page }) => page);
}
