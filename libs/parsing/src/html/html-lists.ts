import { headingLevel, isDropped } from './element-roles.js';
import { checkDepth, flowText } from './element-text.js';
import { childrenOf, type HtmlNode, nameOf } from './html-node.js';

export function isList(node: HtmlNode): boolean {
  return /^(ul|ol|menu|dl)$/.test(nameOf(node));
}

/** A list that arranges a page: its items hold headings, tables or code. */
export function isLayoutList(list: HtmlNode, depth: number): boolean {
  if (depth <= 0) return false;
  for (const child of childrenOf(list)) {
    if (/^(table|pre)$/.test(nameOf(child)) || headingLevel(child) !== undefined) return true;
    if (isLayoutList(child, depth - 1)) return true;
  }
  return false;
}

/** One line per item, nested items indented by two spaces; `<dl>` terms stand before their definitions. */
export function htmlListText(list: HtmlNode, depth: number, indent = ''): string {
  checkDepth(depth);
  const isNumbered = nameOf(list) === 'ol';
  const lines: string[] = [];
  let number = 0;
  for (const item of childrenOf(list)) {
    if (nameOf(item) === '' || isDropped(item)) continue;
    if (isList(item)) {
      lines.push(htmlListText(item, depth - 1, `${indent}  `));
      continue;
    }
    number += 1;
    const text = flowText(item, depth - 1, isList).replaceAll('\n', ' ');
    if (text !== '') lines.push(`${indent}${marker(nameOf(item), isNumbered, number)}${text}`);
    for (const nested of nestedLists(item, depth - 1)) lines.push(htmlListText(nested, depth - 1, `${indent}  `));
  }
  return lines.filter((line) => line !== '').join('\n');
}

function marker(name: string, isNumbered: boolean, number: number): string {
  if (name === 'dt') return '';
  if (name === 'dd') return '  ';
  return isNumbered ? `${number}. ` : '- ';
}

function* nestedLists(node: HtmlNode, depth: number): Generator<HtmlNode> {
  checkDepth(depth);
  for (const child of childrenOf(node)) {
    if (isDropped(child)) continue;
    if (isList(child)) yield child;
    else yield* nestedLists(child, depth - 1);
  }
}
