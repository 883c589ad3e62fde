import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnreadableFileError } from './model/unreadable-file.errors.js';
import { DOCUMENT_FORMATS, type DocumentFormat, readDocument } from './read-document.js';

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const pdfAssets = { cMapUrl: `${folder}/cmaps/`, standardFontDataUrl: `${folder}/standard_fonts/` };

/** @returns Whether the bytes ended as blocks with text or as a coded error, and nothing else. */
async function survives(file: Uint8Array, format: DocumentFormat): Promise<boolean> {
  try {
    for await (const { blocks } of readDocument(file, format, { pdfAssets }))
      if (blocks.some(({ text }) => text.trim() === '')) return false;
    return true;
  } catch (error) {
    return error instanceof UnreadableFileError;
  }
}

/** @returns fast-check's report: whether the property failed, and on which input. */
function check(files: fc.Arbitrary<Uint8Array>, format: DocumentFormat, numRuns: number) {
  return fc.check(
    fc.asyncProperty(files, (file) => survives(file, format)),
    { numRuns },
  );
}

const HTML =
  '<p> </p> <table> <tr> <td> </table> <ul> <li> </ul> <pre> <h1> <br> <svg> <!-- --> &amp &#xD800; <![CDATA[ <b◦style=" "> <script> </script> <template> x ◦'
    .replaceAll(' ', '\0')
    .replaceAll('◦', ' ')
    .split('\0');
const MARKDOWN = [
  ['# ', '> ', '- ', '1. ', '\n', '\n\n', '```', '|', '---', '[', '](', ')', '**', '_', '`', '<div>', 'x', '    '],
  ['\t', '[^1]', '[^1]: ', '\\', '![', '<!--', '~~'],
].flat();

function written(parts: readonly string[]): fc.Arbitrary<Uint8Array> {
  return fc.array(fc.constantFrom(...parts), { maxLength: 120 }).map((all) => new TextEncoder().encode(all.join('')));
}

function damaged(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(file.length - 1), fc.nat(255), fc.constantFrom('set', 'cut', 'double'));
  return fc.array(change, { minLength: 1, maxLength: 12 }).map((changes) => {
    let bytes = Buffer.from(file);
    for (const [at, value, how] of changes) {
      if (how === 'set') bytes[at % bytes.length] = value;
      else if (how === 'cut') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + value)]);
      else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - value))]);
    }
    return new Uint8Array(bytes);
  });
}

function aPdf(): Promise<Uint8Array> {
  const pdf = new PDFDocument({ compress: false });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  pdf.text('The quick brown fox').addPage().font('Times-Roman').text('jumps over the lazy dog').end();
  return new Promise((done) => pdf.on('end', () => done(new Uint8Array(Buffer.concat(chunks)))));
}

describe('readers of hostile files', () => {
  // pdf.js leaves failed promises behind that nobody awaits. The parser's program ignores them, and so does this spec.
  const listeners = process.listeners('unhandledRejection');
  beforeAll(() => {
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', () => undefined);
  });
  afterAll(() => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });

  it.each(DOCUMENT_FORMATS)('survive any bytes as %s', async (format) => {
    expect(await check(fc.uint8Array({ maxLength: 2000 }), format, 60)).toMatchObject({ failed: false });
  });

  it('survive markup put together at random', async () => {
    expect(await check(written(HTML), 'html', 150)).toMatchObject({ failed: false });
    expect(await check(written(MARKDOWN), 'markdown', 150)).toMatchObject({ failed: false });
  });

  it('survive a PDF with any of its bytes changed, cut or doubled', async () => {
    expect(await check(damaged(await aPdf()), 'pdf', 80)).toMatchObject({ failed: false });
  });
});
