import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

export interface PdfSample {
  /** Paragraphs per page; a string that starts with `# ` is a heading in larger letters. */
  readonly pages: readonly (readonly string[])[];
  readonly password?: string;
}

/** A PDF as word processors make them. */
export function aPdf({ pages, password }: PdfSample): Promise<Uint8Array> {
  const document = new PDFDocument({ autoFirstPage: false, ...(password && { userPassword: password }) });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<Uint8Array>((resolve) => {
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
  });
  for (const paragraphs of pages) {
    document.addPage();
    for (const paragraph of paragraphs) {
      if (paragraph.startsWith('# ')) document.fontSize(20).text(paragraph.slice(2));
      else document.fontSize(11).text(paragraph);
      document.moveDown();
    }
  }
  document.end();
  return finished;
}

/** A PDF of a few hundred kilobytes whose only page inflates to `megabytes` of drawing operators. */
export function aPdfBomb(megabytes: number): Uint8Array {
  const operators = Buffer.alloc(megabytes * 1_048_576, 'BT /F1 12 Tf (A) Tj ET ');
  const stream = deflateSync(operators, { level: 9 });
  const head = [
    '%PDF-1.4',
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj',
    '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj',
    `4 0 obj<</Filter/FlateDecode/Length ${stream.length}>>stream\n`,
  ].join('\n');
  const tail = '\nendstream endobj\ntrailer<</Root 1 0 R>>\n';
  return new Uint8Array(Buffer.concat([Buffer.from(head), stream, Buffer.from(tail)]));
}
