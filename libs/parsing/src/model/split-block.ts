import type { BlockKind } from './block.js';

/** Nobody writes a longer paragraph; a file without blank lines must not become one block of its whole length. */
const BLOCK_CHARACTERS = 20_000;

/** Cuts a block that is too long, at a line's end if there is one; each part of a table gets its header row. */
export function* splitBlock(kind: BlockKind, text: string): Generator<string> {
  const header = kind === 'table' ? text.slice(0, text.indexOf('\n') + 1) : '';
  // A header that fills most of a block is no header, and repeating it would make the parts endless.
  const repeated = header.length < BLOCK_CHARACTERS / 10 ? header : '';
  let start = 0;
  while (text.length - start > BLOCK_CHARACTERS) {
    const end = cutAt(text, start, start + BLOCK_CHARACTERS);
    const part = text.slice(start, end).trimEnd();
    if (part !== '') yield (start === 0 ? '' : repeated) + part;
    start = end;
  }
  const rest = text.slice(start);
  if (rest.trim() !== '') yield (start === 0 ? '' : repeated) + rest;
}

/** @returns The place behind the last line break, else behind the last space, in the second half; never inside a character. */
function cutAt(text: string, start: number, end: number): number {
  for (const mark of ['\n', ' ']) {
    const found = text.lastIndexOf(mark, end - 1);
    if (found > start + BLOCK_CHARACTERS / 2) return found + 1;
  }
  const unit = text.charCodeAt(end - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? end - 1 : end;
}
