import { fileTypeFromBuffer } from 'file-type';
import type { MediaType } from '../parser/document-parser.port.js';
import { DocumentEmptyError, DocumentUnsupportedError } from '../parser/document-unreadable.errors.js';
import { readableText } from './readable-text.js';
import { textFormat } from './text-format.js';

/** Outside the jail nobody looks further into a foreign file than to its magic bytes; archives are not opened. */
const MAGIC_BYTES = 64 * 1024;
/** Where a PDF's header may stand (ISO 32000-1 annex H, implementation note 13: within the first 1024 bytes). */
const PDF_HEADER_BYTES = 1024;
const CODED_IN_TEXT = new Set([
  'application/rtf',
  'text/rtf',
  'application/postscript',
  'application/eps',
  'image/svg+xml',
]);
const PDF_OBJECT = /^\d+ \d+ obj\b/m;

/**
 * Finds out what a file is by its content: what the client says and the name's extension are not believed.
 * @param fileName - Decides between text formats only, and only where the text itself leaves it open.
 * @throws {DocumentEmptyError} For no bytes.
 * @throws {DocumentUnsupportedError} For everything that no reader is there for.
 */
export async function sniffMediaType(file: Uint8Array, fileName: string): Promise<MediaType> {
  if (file.length === 0) throw new DocumentEmptyError();
  const header = pdfHeaderAt(file);
  if (header === 0) return 'application/pdf';
  const text = readableText(file);
  // A PDF behind some bytes of a mailer or scanner; a text that merely talks about PDF headers has no objects.
  if (header > 0 && (text === undefined || PDF_OBJECT.test(text))) return 'application/pdf';
  if (text === undefined || (await isMarkedAsOther(file))) throw new DocumentUnsupportedError();
  return textFormat(text, fileName);
}

/** Formats written in plain characters that would make a poor text. Not every match counts: a letter may begin with "BM". */
async function isMarkedAsOther(file: Uint8Array): Promise<boolean> {
  const known = await fileTypeFromBuffer(file.subarray(0, MAGIC_BYTES));
  return known !== undefined && CODED_IN_TEXT.has(known.mime);
}

function pdfHeaderAt(file: Uint8Array): number {
  return Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, PDF_HEADER_BYTES)).indexOf('%PDF-');
}
