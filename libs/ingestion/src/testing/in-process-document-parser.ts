import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readDocument, UnreadableFileError } from '@hearthlore/parsing';
import { DocumentParser, type MediaType, type ParsedPage } from '../parser/document-parser.port.js';
import { DocumentDamagedError } from '../parser/document-unreadable.errors.js';
import { unreadableError } from '../parser/unreadable-reason.js';

const FORMATS = {
  'application/pdf': 'pdf',
  'text/plain': 'text',
  'text/markdown': 'markdown',
  'text/html': 'html',
} as const satisfies Record<MediaType, string>;

/** The same readers without a jail, for specs whose files are their own. */
export class InProcessDocumentParser extends DocumentParser {
  override async *parse(file: Uint8Array, mediaType: MediaType, signal: AbortSignal): AsyncGenerator<ParsedPage> {
    signal.throwIfAborted();
    try {
      for await (const page of readDocument(file.slice(), FORMATS[mediaType], { pdfAssets: pdfAssets() })) {
        signal.throwIfAborted();
        yield page;
      }
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw cause instanceof UnreadableFileError ? unreadableError(cause.reason) : new DocumentDamagedError({ cause });
    }
  }
}

function pdfAssets() {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return { cMapUrl: join(folder, 'cmaps/'), standardFontDataUrl: join(folder, 'standard_fonts/') };
}
