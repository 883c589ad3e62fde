import type { ParsedBlock } from '../parser/document-parser.port.js';

/** The smallest unit that a passage may be cut at: a sentence, a list item, a table row, a line of code. */
export interface Piece {
  readonly kind: ParsedBlock['kind'];
  readonly text: string;
  /** What stands between this piece and the one before it. */
  readonly joint: string;
  /** Whether a block begins here, which makes the place before it a good one to cut. */
  readonly isBlockStart: boolean;
  readonly page: number | null;
  /** The header row to repeat when a passage begins here, inside a table. */
  readonly tableHeader: string | undefined;
}

/** A header row longer than this is no header; repeating it would fill the passage. */
const TABLE_HEADER_CHARACTERS = 250;
const BLANK_LINE = '\n\n';
/** A fixed locale: the same file gives the same passages on every machine. */
const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * @param limit - Characters; a longer sentence or line is cut at white space.
 * @returns Pieces whose texts, put together with their joints, are the block's text.
 */
export function* piecesOf(block: ParsedBlock, limit: number): Generator<Piece> {
  const isLines = block.kind === 'list' || block.kind === 'table' || block.kind === 'code';
  const parts = isLines ? block.text.split('\n') : sentencesOf(block.text);
  const [header = ''] = parts;
  const tableHeader = block.kind === 'table' && header.length <= TABLE_HEADER_CHARACTERS ? header : undefined;
  let joint = BLANK_LINE;
  let isBlockStart = true;
  for (const part of parts) {
    for (const text of cutAtSpace(part, limit)) {
      yield {
        kind: block.kind,
        text,
        joint,
        isBlockStart,
        page: block.page,
        tableHeader: isBlockStart ? undefined : tableHeader,
      };
      joint = isLines ? '\n' : '';
      isBlockStart = false;
    }
  }
}

/** Each sentence with the white space after it. */
function sentencesOf(text: string): string[] {
  return [...sentences.segment(text)].map(({ segment }) => segment);
}

function* cutAtSpace(text: string, limit: number): Generator<string> {
  let rest = text;
  while (rest.length > limit) {
    const space = rest.lastIndexOf(' ', limit - 1);
    const end = space > limit / 2 ? space + 1 : wholeCharacters(rest, limit);
    yield rest.slice(0, end);
    rest = rest.slice(end);
  }
  yield rest;
}

/** Never between the two halves of a surrogate pair. */
function wholeCharacters(text: string, end: number): number {
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}
