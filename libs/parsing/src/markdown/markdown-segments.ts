/** Characters per segment: parsing one takes about half a second, and a part has to be finished every few seconds. */
const SEGMENT_CHARACTERS = 128 * 1024;
/** Without a heading to split at, a blank line will do. */
const LONGEST_SEGMENT_CHARACTERS = 2 * SEGMENT_CHARACTERS;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const ATX_HEADING = /^ {0,3}#{1,6}\s/;

/**
 * Cuts a long document where parsing each piece gives what parsing the whole would: before a heading that follows a
 * blank line outside a fenced block. Only references defined in another segment stay unresolved, and so keep their text.
 */
export function* markdownSegments(text: string): Generator<string> {
  let lines: string[] = [];
  let size = 0;
  let fence: string | undefined;
  for (const line of text.split('\n')) {
    const isAfterBlank = lines.at(-1)?.trim() === '';
    const isBreak = size >= SEGMENT_CHARACTERS && ATX_HEADING.test(line);
    if (isAfterBlank && fence === undefined && (isBreak || size >= LONGEST_SEGMENT_CHARACTERS)) {
      yield lines.join('\n');
      lines = [];
      size = 0;
    }
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && fence === undefined) fence = mark;
    else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
    lines.push(line);
    size += line.length + 1;
  }
  yield lines.join('\n');
}
