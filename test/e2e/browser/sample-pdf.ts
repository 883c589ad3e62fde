import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';

/** @param pages One text per page. */
export async function samplePdf(pages: readonly string[]): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: 64, autoFirstPage: false, info: { Title: 'Sample' } });
  const bytes = buffer(pdf);
  for (const text of pages) pdf.addPage().fontSize(12).text(text, { lineGap: 4 });
  pdf.end();
  return bytes;
}

/** Three pages of a household, of which one answers when the insurance ends. */
export const insurancePdf = (): Promise<Buffer> =>
  samplePdf([
    'House insurance policy. The policyholder is Anna Berger. The insured building stands at Lindenweg 7. It was built in 1962 and has a tiled roof and two floors.',
    'Term of the contract. The house insurance is valid until 31 May 2027. It is renewed by one year unless it is cancelled three months before the end of the term.',
    'Premium. The yearly premium is 412.50 euros and is due in January. A claim has to be reported within one week by telephone or by letter.',
  ]);
