import type { Passage } from '@hearthlore/documents';
import { PassageChunker } from '../chunking/passage-chunker.js';
import type { DocumentParser, MediaType } from '../parser/document-parser.port.js';

/** Reads a file to its end. @throws {DocumentUnreadableError} */
export async function readPassages(
  parser: DocumentParser,
  file: Uint8Array,
  mediaType: MediaType,
  signal: AbortSignal,
): Promise<{ readonly passages: readonly Passage[]; readonly pages: number | null }> {
  const chunker = new PassageChunker();
  const passages: Passage[] = [];
  let pages: number | null = null;
  for await (const page of parser.parse(file, mediaType, signal)) {
    pages = page.total;
    for (const passage of chunker.add(page)) passages.push(passage);
  }
  passages.push(...chunker.end());
  return { passages, pages };
}
