import { UnreadableFileError } from '../model/unreadable-file.errors.js';
import { isDropped, isInline } from './element-roles.js';
import { childrenOf, type HtmlNode, isText, nameOf } from './html-node.js';

/** Text of an element as a browser would show it: white space collapsed, a line per `<br>` and per inner block. */
export function flowText(node: HtmlNode, depth: number, skip: (node: HtmlNode) => boolean = () => false): string {
  const parts: string[] = [];
  collect(node, depth, skip, parts);
  return tidy(parts.join(''));
}

/** Text of a `<pre>`: every space and line break as written. */
export function literalText(node: HtmlNode, depth: number): string {
  if (isText(node)) return node.data ?? '';
  if (isDropped(node)) return '';
  if (nameOf(node) === 'br') return '\n';
  checkDepth(depth);
  return childrenOf(node)
    .map((child) => literalText(child, depth - 1))
    .join('');
}

export function collapsed(text: string): string {
  return text.replace(/[ \t\n\r\f]+/g, ' ');
}

/** Lines without white space around them, none of them empty. */
export function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}

/** @param depth - Levels that may still follow. @throws {UnreadableFileError} Deeper than any page that people write. */
export function checkDepth(depth: number): void {
  if (depth <= 0) throw new UnreadableFileError('unsafe');
}

function collect(node: HtmlNode, depth: number, skip: (node: HtmlNode) => boolean, parts: string[]): void {
  checkDepth(depth);
  for (const child of childrenOf(node)) {
    if (isText(child)) parts.push(collapsed(child.data ?? ''));
    else if (nameOf(child) === 'br') parts.push('\n');
    else if (nameOf(child) !== '' && !isDropped(child) && !skip(child)) {
      const edge = isInline(child) ? '' : '\n';
      parts.push(edge);
      collect(child, depth - 1, skip, parts);
      parts.push(edge);
    }
  }
}
