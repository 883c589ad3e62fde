import type { BlockKind, ParsedPage } from '../model/block.js';
import { BlockWriter } from '../model/block-writer.js';
import type { ReadingLimits } from '../model/limits.js';
import { singleLine } from '../model/visible-text.js';
import { decodeText } from '../text/decode-text.js';
import { headingLevel, isDropped, isInline } from './element-roles.js';
import { checkDepth, collapsed, flowText, literalText, tidy } from './element-text.js';
import { htmlListText, isLayoutList, isList } from './html-lists.js';
import { childrenOf, type HtmlNode, isText, nameOf, parseTree } from './html-node.js';
import { htmlTableText, isLayoutTable } from './html-tables.js';

/** How much of a file a browser searches for its charset (HTML standard, "prescan a byte stream", 1024 bytes). */
const PRESCAN_BYTES = 1024;

/** HTML: the text that a person would see, in the order of the source. */
export function* readHtml(file: Uint8Array, limits: ReadingLimits): Generator<ParsedPage> {
  const writer = new BlockWriter();
  const walk = new HtmlWalk(writer);
  for (const _ of walk.visit(parseTree(decodeText(file, declaredCharset(file))), 'paragraph', limits.depth))
    yield* writer.fullParts();
  yield writer.take();
}

function declaredCharset(file: Uint8Array): string | undefined {
  const head = new TextDecoder('windows-1252').decode(file.subarray(0, PRESCAN_BYTES));
  return /charset\s*=\s*["']?\s*([\w:-]{2,40})/i.exec(head)?.[1];
}

/** Loose text and inline elements run together into one paragraph until the next block element begins or ends. */
class HtmlWalk {
  #inline: string[] = [];

  constructor(private readonly writer: BlockWriter) {}

  /** Yields after every child of a block, so that the caller can hand out what is there. */
  *visit(node: HtmlNode, kind: BlockKind, depth: number): Generator<void> {
    checkDepth(depth);
    for (const child of childrenOf(node)) {
      if (isText(child)) this.#inline.push(collapsed(child.data ?? ''));
      else if (nameOf(child) === 'br') this.#inline.push('\n');
      else if (nameOf(child) !== '' && !isDropped(child)) yield* this.#element(child, kind, depth - 1);
    }
    if (!isInline(node)) this.#flush(kind);
    yield;
  }

  *#element(node: HtmlNode, kind: BlockKind, depth: number): Generator<void> {
    if (isInline(node)) {
      yield* this.visit(node, kind, depth);
      return;
    }
    this.#flush(kind);
    const level = headingLevel(node);
    if (level !== undefined) this.writer.add('heading', singleLine(flowText(node, depth)), level);
    else if (nameOf(node) === 'pre') this.writer.add('code', literalText(node, depth));
    else if (nameOf(node) === 'table' && !isLayoutTable(node, depth)) this.#table(node, depth);
    else if (isList(node) && !isLayoutList(node, depth)) this.writer.add('list', htmlListText(node, depth));
    else yield* this.visit(node, nameOf(node) === 'blockquote' ? 'quote' : kind, depth);
  }

  #table(table: HtmlNode, depth: number): void {
    for (const child of childrenOf(table))
      if (nameOf(child) === 'caption' && !isDropped(child)) this.writer.add('paragraph', flowText(child, depth));
    this.writer.add('table', htmlTableText(table, depth));
  }

  #flush(kind: BlockKind): void {
    this.writer.add(kind, tidy(this.#inline.join('')));
    this.#inline = [];
  }
}
