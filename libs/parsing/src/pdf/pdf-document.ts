import { PasswordException, PDFParse } from 'pdf-parse';
import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
// Registers itself as `globalThis.pdfjsWorker`: pdf.js then runs in this thread and imports no worker file by path.
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
import { UnreadableFileError } from '../model/unreadable-file.errors.js';

/** Folders of pdf.js's own data, each ending in a slash. Without them some PDFs give no text. */
export interface PdfAssets {
  /** Character maps of the Chinese, Japanese and Korean fonts that a PDF names and does not carry. */
  readonly cMapUrl: string;
  /** Stand-ins for the 14 fonts that every reader is expected to have. */
  readonly standardFontDataUrl: string;
}

/** pdf-parse opens and classifies; the pages are read from the pdf.js document that it holds, with their positions. */
class PositionedPdf extends PDFParse {
  async open(): Promise<PDFDocumentProxy> {
    const document: PDFDocumentProxy = await this['load']();
    return document;
  }
}

/**
 * Opens a PDF, gives its pages to `read` and frees it in every case.
 * @param file - Its buffer is given away to pdf.js.
 * @throws {UnreadableFileError} When it wants a password or is no PDF that can be mended.
 */
export async function* withPdf<T>(
  file: Uint8Array,
  assets: PdfAssets,
  read: (document: PDFDocumentProxy) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const parser = new PositionedPdf({
    data: file,
    ...assets,
    cMapPacked: true,
    verbosity: 0,
    isEvalSupported: false,
    enableXfa: false,
    useSystemFonts: false,
    useWorkerFetch: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
  });
  try {
    yield* read(await open(parser));
  } finally {
    await parser.destroy();
  }
}

async function open(parser: PositionedPdf): Promise<PDFDocumentProxy> {
  try {
    return await parser.open();
  } catch (cause) {
    if (cause instanceof PasswordException) throw new UnreadableFileError('encrypted', { cause });
    // Whatever else stops pdf.js, its own classes or a TypeError out of a broken table, the file is at fault.
    throw new UnreadableFileError('damaged', { cause });
  }
}
