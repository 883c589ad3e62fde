export type StatementBlock =
  | { readonly type: 'paragraph'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] };

/**
 * @param markdown A title, paragraphs and lists, and nothing else: the command line prints the same text as it stands.
 * @returns What follows the title, each paragraph and item on one line.
 */
export function statementBlocks(markdown: string): StatementBlock[] {
  const parts = markdown
    .trim()
    .split(/\n{2,}/)
    .filter((part) => !part.startsWith('# '));
  return parts.map((part) =>
    part.startsWith('- ')
      ? { type: 'list', items: part.slice(2).split('\n- ').map(onOneLine) }
      : { type: 'paragraph', text: onOneLine(part) },
  );
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
