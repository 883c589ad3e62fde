import { tableText } from '../model/table-text.js';
import { headingLevel, isDropped } from './element-roles.js';
import { flowText } from './element-text.js';
import { attributeOf, childrenOf, type HtmlNode, nameOf } from './html-node.js';

const SECTIONS = new Set(['thead', 'tbody', 'tfoot']);

/** A table that arranges a page (it holds headings, lists or other tables) is read as the flow of its cells. */
export function isLayoutTable(table: HtmlNode, depth: number): boolean {
  return /^(presentation|none)$/.test(attributeOf(table, 'role')) || holdsStructure(table, depth);
}

export function htmlTableText(table: HtmlNode, depth: number): string {
  return tableText(rowsOf(table).map((row) => cellsOf(row).map((cell) => flowText(cell, depth))));
}

function rowsOf(parent: HtmlNode): HtmlNode[] {
  return childrenOf(parent).flatMap((child) => {
    if (isDropped(child)) return [];
    if (nameOf(child) === 'tr') return [child];
    return SECTIONS.has(nameOf(child)) ? rowsOf(child) : [];
  });
}

function cellsOf(row: HtmlNode): HtmlNode[] {
  return childrenOf(row).filter((child) => /^t[dh]$/.test(nameOf(child)) && !isDropped(child));
}

function holdsStructure(node: HtmlNode, depth: number): boolean {
  if (depth <= 0) return false;
  for (const child of childrenOf(node)) {
    if (/^(table|ul|ol|pre)$/.test(nameOf(child)) || headingLevel(child) !== undefined) return true;
    if (holdsStructure(child, depth - 1)) return true;
  }
  return false;
}
