import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { readHtml } from '../html/html-reader.js';
import type { BlockKind, ParsedPage } from '../model/block.js';
import { BlockWriter } from '../model/block-writer.js';
import type { ReadingLimits } from '../model/limits.js';
import { UnreadableFileError } from '../model/unreadable-file.errors.js';
import { singleLine } from '../model/visible-text.js';
import { decodeText } from '../text/decode-text.js';
import { markdownSegments } from './markdown-segments.js';
import { type MarkdownNode, markdownListText, markdownTableText, nodeText } from './markdown-text.js';

/** YAML between `---` lines at the very start: settings of a site generator, not text. */
const FRONT_MATTER = /^---[ \t]*\n(?:[^\n]*\n){0,200}?---[ \t]*(?:\n|$)/;

/** Markdown with GitHub's extensions (tables, task lists, strikethrough, footnotes). */
export function* readMarkdown(file: Uint8Array, limits: ReadingLimits): Generator<ParsedPage> {
  const text = decodeText(file).replace(/\r\n?/g, '\n').replace(FRONT_MATTER, '');
  const writer = new BlockWriter();
  const walk = new MarkdownWalk(writer, limits);
  for (const segment of markdownSegments(text)) {
    checkNesting(segment, limits.depth);
    for (const node of parse(segment).children) {
      walk.visit(node, 'paragraph');
      yield* writer.fullParts();
    }
    if (text.length > segment.length) yield writer.take();
  }
  yield writer.take();
}

function parse(text: string) {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** The parser recurses per level of `>` and of brackets: a line of ten thousand of them exhausts the stack. */
function checkNesting(text: string, depth: number): void {
  for (const line of text.split('\n')) {
    const marks = /^[\s>*+-]*/.exec(line)?.[0] ?? '';
    if (marks.replace(/[^>*+-]/g, '').length > depth && /[>]/.test(marks)) throw new UnreadableFileError('unsafe');
  }
}

class MarkdownWalk {
  constructor(
    private readonly writer: BlockWriter,
    private readonly limits: ReadingLimits,
  ) {}

  visit(node: MarkdownNode, kind: BlockKind): void {
    switch (node.type) {
      case 'heading':
        this.writer.add('heading', singleLine(nodeText(node)), node.depth);
        break;
      case 'table':
        this.writer.add('table', markdownTableText(node));
        break;
      case 'list':
        this.writer.add('list', markdownListText(node));
        break;
      case 'code':
        this.writer.add('code', node.value);
        break;
      case 'html':
        this.#html(node.value);
        break;
      case 'blockquote':
      case 'footnoteDefinition':
        this.#children(node);
        break;
      case 'definition':
      case 'thematicBreak':
      case 'yaml':
        break;
      default:
        this.writer.add(kind, nodeText(node));
    }
  }

  #children(node: Extract<MarkdownNode, { readonly type: 'blockquote' | 'footnoteDefinition' }>): void {
    for (const child of node.children) this.visit(child, node.type === 'blockquote' ? 'quote' : 'paragraph');
  }

  /** Raw HTML in Markdown is shown by whoever renders it, so its visible text counts. */
  #html(html: string): void {
    for (const part of readHtml(new TextEncoder().encode(html), this.limits))
      for (const block of part.blocks) this.writer.add(block.kind, block.text, block.level);
  }
}
