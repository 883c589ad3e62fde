import type { ExtraProps } from 'react-markdown';

/** Nodes of the tree that the Markdown renderer works on. */
export type Element = NonNullable<ExtraProps['node']>;
export type ElementContent = Element['children'][number];
export interface Root {
  children: (ElementContent | { type: 'doctype' })[];
}

const MARK = /\[(\d{1,3})\]/g;
/** Where brackets are code, they are not citations. */
const verbatim = new Set(['code', 'pre']);

/**
 * Turns `[3]` in the text of an answer into `<sup data-citation="3">`, for the numbers that were cited; other brackets
 * stay text. It runs after the sanitizer, on text nodes alone, so an answer cannot smuggle in the attribute.
 */
export function rehypeCitationMarks(options: { readonly known: ReadonlySet<number> }) {
  return (tree: Root): void => {
    tree.children = tree.children.flatMap((child) => (child.type === 'doctype' ? [] : marked(child, options.known)));
  };
}

function marked(node: ElementContent, known: ReadonlySet<number>): ElementContent[] {
  if (node.type === 'text') return splitText(node.value, known);
  if (node.type === 'element' && !verbatim.has(node.tagName)) {
    node.children = node.children.flatMap((child) => marked(child, known));
  }
  return [node];
}

function splitText(text: string, known: ReadonlySet<number>): ElementContent[] {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const number = Number(match[1]);
    if (!known.has(number)) continue;
    if (match.index > from) parts.push({ type: 'text', value: text.slice(from, match.index) });
    parts.push(citationMark(number));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ type: 'text', value: text.slice(from) });
  return parts;
}

const citationMark = (number: number): Element => ({
  type: 'element',
  tagName: 'sup',
  properties: { dataCitation: String(number) },
  children: [{ type: 'text', value: `[${number}]` }],
});
