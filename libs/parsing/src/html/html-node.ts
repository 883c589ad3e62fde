import { parseHTML } from 'linkedom';

/** What is read of linkedom's tree; its own types need the DOM library, which no server code has. */
export interface HtmlNode {
  readonly nodeType: number;
  readonly localName?: string;
  readonly data?: string;
  readonly childNodes: readonly HtmlNode[];
  getAttribute?(name: string): string | null;
}

const ELEMENT = 1;
const TEXT = 3;

/** @returns The document node. Nothing is fetched and no script runs: linkedom only builds the tree. */
export function parseTree(html: string): HtmlNode {
  return parseHTML(html).document;
}

/** Not by `nextSibling`: linkedom gives a document type none, and the document would end there. */
export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return node.childNodes;
}

export function isText(node: HtmlNode): boolean {
  return node.nodeType === TEXT;
}

/** @returns The element's name in lower case, or '' for anything but an element. */
export function nameOf(node: HtmlNode): string {
  return node.nodeType === ELEMENT ? (node.localName ?? '').toLowerCase() : '';
}

export function attributeOf(node: HtmlNode, name: string): string {
  return node.getAttribute?.(name) ?? '';
}
