import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { UnreadableFileError } from './model/unreadable-file.errors.js';
import { DOCUMENT_FORMATS, type DocumentFormat, readDocument } from './read-document.js';

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
const pdfAssets = { cMapUrl: `${folder}/cmaps/`, standardFontDataUrl: `${folder}/standard_fonts/` };

/** Whatever the bytes are: blocks, or a coded error. */
async function survives(file: Uint8Array, format: DocumentFormat): Promise<void> {
  try {
    for await (const { blocks } of readDocument(file, format, { pdfAssets }))
      for (const { text } of blocks) expect(text.trim()).not.toBe('');
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableFileError);
  }
}

function aPdf(): Promise<Uint8Array> {
  const pdf = new PDFDocument({ compress: false });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  pdf.text('The quick brown fox').addPage().font('Times-Roman').text('jumps over the lazy dog').end();
  return new Promise((done) => pdf.on('end', () => done(new Uint8Array(Buffer.concat(chunks)))));
}

describe('readers of hostile files', () => {
  it.each(DOCUMENT_FORMATS)('survive any bytes as %s', async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), (file) => survives(file, format)),
      { numRuns: 60 },
    );
  });

  it('survive markup put together at random', async () => {
    const html = fc.constantFrom(
      '<p>',
      '</p>',
      '<table>',
      '<tr>',
      '<td>',
      '</table>',
      '<ul>',
      '<li>',
      '</ul>',
      '<pre>',
      '<h1>',
      '<!--',
      '-->',
      '<br>',
      '&amp',
      '&#xD800;',
      '<![CDATA[',
      'x',
      ' ',
      '<b style="',
      '">',
      '<script>',
      '</script>',
      '<template>',
      '<svg>',
    );
    const markdown = fc.constantFrom(
      '# ',
      '> ',
      '- ',
      '1. ',
      '\n',
      '\n\n',
      '```',
      '|',
      '---',
      '[',
      '](',
      ')',
      '**',
      '_',
      '`',
      '<div>',
      'x',
      '    ',
      '\t',
      '[^1]',
      '[^1]: ',
      '\\',
      '![',
      '<!--',
      '~~',
    );
    const written = (parts: fc.Arbitrary<string>) =>
      fc.array(parts, { maxLength: 120 }).map((all) => new TextEncoder().encode(all.join('')));
    await fc.assert(
      fc.asyncProperty(written(html), (file) => survives(file, 'html')),
      { numRuns: 150 },
    );
    await fc.assert(
      fc.asyncProperty(written(markdown), (file) => survives(file, 'markdown')),
      { numRuns: 150 },
    );
  });

  it('survive a PDF with any of its bytes changed, cut or doubled', async () => {
    const pdf = await aPdf();
    const change = fc.tuple(fc.nat(pdf.length - 1), fc.nat(255), fc.constantFrom('set', 'cut', 'double'));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
        let bytes = Buffer.from(pdf);
        for (const [at, value, how] of changes) {
          if (how === 'set') bytes[at % bytes.length] = value;
          else if (how === 'cut') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + value)]);
          else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - value))]);
        }
        await survives(new Uint8Array(bytes), 'pdf');
      }),
      { numRuns: 80 },
    );
  });
});
