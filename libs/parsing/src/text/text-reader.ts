import type { ParsedPage } from '../model/block.js';
import { BlockWriter } from '../model/block-writer.js';
import { decodeText } from './decode-text.js';

/** Plain text: its paragraphs are what blank lines part. Line breaks inside stay: an address or a poem lives by them. */
export function* readText(file: Uint8Array): Generator<ParsedPage> {
  const writer = new BlockWriter();
  for (const paragraph of paragraphs(decodeText(file).replace(/\r\n?/g, '\n'))) {
    writer.add('paragraph', paragraph);
    yield* writer.fullParts();
  }
  yield writer.take();
}

function* paragraphs(text: string): Generator<string> {
  let start = 0;
  for (const { index, 0: gap } of text.matchAll(/\n[^\S\n]*(?:\n[^\S\n]*)+|\f/gu)) {
    yield text.slice(start, index);
    start = index + gap.length;
  }
  yield text.slice(start);
}
