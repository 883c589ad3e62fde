import { assertNever } from '@hearthlore/kernel';
import { readHtml } from './html/html-reader.js';
import { readMarkdown } from './markdown/markdown-reader.js';
import type { ParsedPage } from './model/block.js';
import { READING_LIMITS, type ReadingLimits } from './model/limits.js';
import { UnreadableFileError } from './model/unreadable-file.errors.js';
import type { PdfAssets } from './pdf/pdf-document.js';
import { readPdf } from './pdf/pdf-reader.js';
import { readText } from './text/text-reader.js';

export const DOCUMENT_FORMATS = ['pdf', 'text', 'markdown', 'html'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

export interface ReadingOptions {
  readonly pdfAssets: PdfAssets;
  readonly limits?: ReadingLimits;
}

/**
 * Reads a file of a known format. The first pages come before the last are read.
 * @param file - Must not be used afterwards.
 * @throws {UnreadableFileError} For every file that cannot be read: readers meet hostile input, and nothing of what
 * their libraries throw reaches the caller uncoded.
 */
export async function* readDocument(
  file: Uint8Array,
  format: DocumentFormat,
  options: ReadingOptions,
): AsyncGenerator<ParsedPage> {
  if (file.length === 0) throw new UnreadableFileError('empty');
  const limits = options.limits ?? READING_LIMITS;
  let characters = 0;
  try {
    for await (const page of openReader(file, format, limits, options.pdfAssets)) {
      for (const block of page.blocks) characters += block.text.length;
      if (characters > limits.characters) throw new UnreadableFileError('unsafe');
      yield page;
    }
  } catch (cause) {
    throw cause instanceof UnreadableFileError ? cause : new UnreadableFileError(reasonOf(cause), { cause });
  }
  if (characters === 0) throw new UnreadableFileError(format === 'pdf' ? 'no-text' : 'empty');
}

function openReader(
  file: Uint8Array,
  format: DocumentFormat,
  limits: ReadingLimits,
  assets: PdfAssets,
): AsyncIterable<ParsedPage> | Iterable<ParsedPage> {
  switch (format) {
    case 'pdf':
      return readPdf(file, limits, assets);
    case 'text':
      return readText(file);
    case 'markdown':
      return readMarkdown(file, limits);
    case 'html':
      return readHtml(file, limits);
    default:
      return assertNever(format);
  }
}

/** A stack or a string that grew too large was made to; anything else is a file that no reader foresaw. */
function reasonOf(cause: unknown): 'unsafe' | 'damaged' {
  return cause instanceof RangeError ? 'unsafe' : 'damaged';
}
