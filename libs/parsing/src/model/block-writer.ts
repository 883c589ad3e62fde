import type { BlockKind, ParsedBlock, ParsedPage } from './block.js';
import { splitBlock } from './split-block.js';
import { visibleText } from './visible-text.js';

const BLANK_LINE = 2;
/** Characters after which a format without pages hands out a part: small enough to show progress, large enough to be cheap. */
const PART_CHARACTERS = 64 * 1024;

/** Collects the blocks of a page, or of a document without pages, and keeps their offsets. */
export class BlockWriter {
  readonly #blocks: ParsedBlock[] = [];
  #offset = 0;
  #pending = 0;

  constructor(
    private readonly page: number | null = null,
    private readonly total: number | null = null,
  ) {}

  /** Text of nothing but white space and hidden characters adds no block. */
  add(kind: BlockKind, raw: string, level: number | null = null): void {
    const text = withoutOuterBlankLines(visibleText(raw));
    if (text === '') return;
    for (const part of splitBlock(kind, text)) this.#push(kind, part, level);
  }

  #push(kind: BlockKind, text: string, level: number | null): void {
    this.#blocks.push({ kind, text, level, page: this.page, offset: this.#offset });
    this.#offset += text.length + BLANK_LINE;
    this.#pending += text.length;
  }

  /** Hands out what fills whole parts; offsets run on. */
  *fullParts(): Generator<ParsedPage> {
    while (this.#pending >= PART_CHARACTERS) {
      let characters = 0;
      const end = this.#blocks.findIndex(({ text }) => (characters += text.length) >= PART_CHARACTERS) + 1;
      this.#pending -= characters;
      yield { page: this.page, total: this.total, blocks: this.#blocks.splice(0, end) };
    }
  }

  /** Hands out what is left. */
  take(): ParsedPage {
    this.#pending = 0;
    return { page: this.page, total: this.total, blocks: this.#blocks.splice(0) };
  }
}

/** Indentation stays, white space at line ends goes. By `trimEnd`: a regular expression for it takes quadratic time. */
function withoutOuterBlankLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const first = lines.findIndex((line) => line !== '');
  return first < 0 ? '' : lines.slice(first).join('\n').trimEnd();
}
