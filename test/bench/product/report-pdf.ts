import PDFDocument from 'pdfkit';

const WORDS =
  'the company reported that revenue from services increased during the quarter because customers renewed contracts while costs of goods sold declined and management expects operating margin to remain stable despite currency effects litigation leases inventory receivables goodwill impairment taxes shareholders dividend interest liquidity segment region market product demand supply regulation audit controls pension obligations'.split(
    ' ',
  );

/** A report of as many pages of text, the same every time: what a 10-K looks like to a parser and an embedder. */
export async function reportPdf(pages: number): Promise<Uint8Array> {
  const random = generator(7);
  const word = (): string => WORDS[Math.floor(random() * WORDS.length)] ?? 'the';
  const sentence = (): string => {
    const text = Array.from({ length: 12 + Math.floor(random() * 12) }, word).join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const document = new PDFDocument({ size: 'LETTER', margin: 60, autoFirstPage: false });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => document.once('end', resolve));
  for (let page = 1; page <= pages; page += 1) {
    document.addPage();
    document.font('Helvetica-Bold').fontSize(13).text(`Item ${page}. ${word()} and ${word()}`).moveDown(0.5);
    for (let paragraph = 0; paragraph < 4; paragraph += 1) {
      const text = Array.from({ length: 5 }, sentence).join(' ');
      document.font('Helvetica').fontSize(9).text(text).moveDown(0.5);
    }
  }
  document.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

/** Mulberry32: small, seeded, good enough to vary text. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
