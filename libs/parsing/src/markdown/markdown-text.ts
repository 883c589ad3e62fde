import type { fromMarkdown } from 'mdast-util-from-markdown';
import { toString } from 'mdast-util-to-string';
import { tableText } from '../model/table-text.js';
import { singleLine } from '../model/visible-text.js';

type Root = ReturnType<typeof fromMarkdown>;
export type MarkdownNode = Root['children'][number];
type List = Extract<MarkdownNode, { readonly type: 'list' }>;
type ListItem = List['children'][number];
type Table = Extract<MarkdownNode, { readonly type: 'table' }>;

/** Text without image descriptions and raw HTML tags: what stands on the page. */
export function nodeText(node: MarkdownNode): string {
  return toString(node, { includeImageAlt: false, includeHtml: false });
}

export function markdownTableText(table: Table): string {
  return tableText(table.children.map((row) => row.children.map(nodeText)));
}

/** One line per item, nested items indented by two spaces. */
export function markdownListText(list: List, indent = ''): string {
  const first = list.start ?? 1;
  return list.children
    .flatMap((item, index) => itemLines(item, list.ordered ? `${first + index}. ` : '- ', indent))
    .join('\n');
}

function itemLines(item: ListItem, marker: string, indent: string): string[] {
  const own = item.children.filter((child) => child.type !== 'list').map((child) => singleLine(nodeText(child)));
  const nested = item.children.filter((child) => child.type === 'list');
  const check = item.checked == null ? '' : item.checked ? '[x] ' : '[ ] ';
  return [
    `${indent}${marker}${check}${own.filter((text) => text !== '').join(' ')}`,
    ...nested.map((list) => markdownListText(list, `${indent}  `)),
  ];
}
