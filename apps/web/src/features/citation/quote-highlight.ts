export interface Highlighted {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/**
 * Finds a quote in its passage. White space may differ, as line breaks of a page do.
 *
 * @returns The passage in three parts; all of it as `match` where the quote is not literally there.
 */
export function highlightQuote(passage: string, quote: string): Highlighted {
  const words = quote.trim().split(/\s+/).filter(Boolean);
  const pattern = words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(String.raw`\s+`);
  const found = pattern === '' ? null : new RegExp(pattern, 'iu').exec(passage);
  if (found === null) return { before: '', match: passage, after: '' };
  const end = found.index + found[0].length;
  return { before: passage.slice(0, found.index), match: found[0], after: passage.slice(end) };
}

/** `<document id>.<passage index>`, as every cited passage is named. */
export function parsePassageId(id: string): { readonly documentId: string; readonly index: number } | undefined {
  const match = /^([0-9a-f-]{36})\.(\d{1,9})$/.exec(id);
  return match === null ? undefined : { documentId: match[1] ?? '', index: Number(match[2]) };
}
