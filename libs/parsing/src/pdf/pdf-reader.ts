import type { ReadableStreamReadResult } from 'node:stream/web';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { ParsedPage } from '../model/block.js';
import { BlockWriter } from '../model/block-writer.js';
import type { ReadingLimits } from '../model/limits.js';
import { UnreadableFileError } from '../model/unreadable-file.errors.js';
import { BodyFont } from './body-font.js';
import { layoutBlocks } from './page-layout.js';
import { PageFurniture } from './page-furniture.js';
import { type PdfAssets, withPdf } from './pdf-document.js';
import { type PdfLine, type PdfTextContent, type PdfTextItem, pdfLines } from './pdf-line.js';

/** PDF, a page at a time: a page is out before the next one is read. */
export function readPdf(file: Uint8Array, limits: ReadingLimits, assets: PdfAssets): AsyncGenerator<ParsedPage> {
  return withPdf(file, assets, (document) => readPages(document, limits));
}

async function* readPages(document: PDFDocumentProxy, limits: ReadingLimits): AsyncGenerator<ParsedPage> {
  if (document.numPages > limits.pages) throw new UnreadableFileError('unsafe');
  const body = new BodyFont();
  const furniture = new PageFurniture();
  let failure: unknown;
  let readable = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    const writer = new BlockWriter(number, document.numPages);
    try {
      const lines = furniture.strip(await pageLines(document, number, limits));
      body.learn(lines);
      for (const { kind, text, level } of layoutBlocks(lines, body)) writer.add(kind, text, level);
      readable += 1;
    } catch (cause) {
      if (cause instanceof UnreadableFileError) throw cause;
      // One broken page does not take the readable ones with it.
      failure = cause;
    }
    yield writer.take();
  }
  if (readable === 0) throw new UnreadableFileError('damaged', { cause: failure });
}

async function pageLines(document: PDFDocumentProxy, number: number, limits: ReadingLimits): Promise<PdfLine[]> {
  const page = await document.getPage(number);
  try {
    return pdfLines(await streamedItems(page, limits), page.view);
  } finally {
    page.cleanup();
  }
}

/** Reads the page as a stream, so that a page which never ends is given up in its middle. */
async function streamedItems(page: PDFPageProxy, limits: ReadingLimits): Promise<PdfTextItem[]> {
  const deadline = performance.now() + limits.pageMilliseconds;
  const items: PdfTextItem[] = [];
  let characters = 0;
  const reader = page.streamTextContent({ includeMarkedContent: false }).getReader();
  for (;;) {
    const part: ReadableStreamReadResult<PdfTextContent> = await reader.read();
    if (part.done) return items;
    for (const item of part.value.items) {
      if (!('str' in item)) continue;
      items.push(item);
      characters += item.str.length;
    }
    if (characters > Math.min(limits.pageCharacters, limits.characters)) throw await abandoned(reader, 'unsafe');
    if (performance.now() > deadline) throw await abandoned(reader, 'timeout');
  }
}

async function abandoned(reader: ReadableStreamDefaultReader, reason: 'unsafe' | 'timeout'): Promise<Error> {
  await reader.cancel(new Error(reason));
  return new UnreadableFileError(reason);
}
