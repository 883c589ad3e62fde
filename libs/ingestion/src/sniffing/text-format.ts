import type { MediaType } from '../parser/document-parser.port.js';

type TextMediaType = Exclude<MediaType, 'application/pdf'>;

const EXTENSIONS: Readonly<Record<string, TextMediaType>> = {
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'text/html',
  md: 'text/markdown',
  markdown: 'text/markdown',
  mdown: 'text/markdown',
  txt: 'text/plain',
  text: 'text/plain',
  log: 'text/plain',
  csv: 'text/plain',
};

const LEADING_COMMENTS = /^(?:\ufeff|ï»¿|\s|<\?xml[^>]{0,200}\?>|<!--[^]{0,4000}?-->)*/;
const HTML_DOCUMENT = /^(?:<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])/i;
const HTML_FRAGMENT =
  /^<(?:div|p|h[1-6]|table|ul|ol|section|article|main|span|meta|title|style|script|center|font|blockquote|pre)[\s>]/i;

/** Signs of Markdown, each of which plain text may show by chance. */
const MARKDOWN_SIGNS: readonly RegExp[] = [
  /^#{1,6} \S/m,
  /^(?:```|~~~)/m,
  /\[[^\]\n]{1,200}\]\([^)\s]{1,500}\)/,
  /^[*+-] \S.*\n[*+-] \S/m,
  /(?:^|\s)\*\*\S[^*\n]{0,200}\S\*\*/,
  /^> \S/m,
];

/** The line under a table's header. Character by character: a pattern for it can be made to backtrack without end. */
const TABLE_RULE = /^[\s|:-]+$/;

/** Tells the text formats apart by what they say; the file name's extension decides only where that is open. */
export function textFormat(text: string, fileName: string): TextMediaType {
  const byName = EXTENSIONS[fileName.split('.').at(-1)?.toLowerCase() ?? ''];
  const start = text.slice(LEADING_COMMENTS.exec(text)?.[0].length ?? 0);
  if (HTML_DOCUMENT.test(start)) return 'text/html';
  if (HTML_FRAGMENT.test(start)) return byName ?? 'text/html';
  const signs = MARKDOWN_SIGNS.filter((sign) => sign.test(text)).length + (hasTableRule(text) ? 1 : 0);
  if (byName === 'text/html') return /<[a-z][^>]{0,200}>/i.test(text) ? 'text/html' : 'text/plain';
  if (byName !== undefined) return byName === 'text/markdown' || signs < 3 ? byName : 'text/markdown';
  return signs >= 2 ? 'text/markdown' : 'text/plain';
}

function hasTableRule(text: string): boolean {
  return text.split('\n').some((line) => line.includes('---') && line.includes('|') && TABLE_RULE.test(line));
}
