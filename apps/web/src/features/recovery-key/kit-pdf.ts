/** One line of the kit, from the top of the page. */
export interface KitLine {
  readonly text: string;
  readonly font: 'title' | 'text' | 'key';
}

const fonts = {
  title: { name: 'F2', size: 20, leading: 34 },
  text: { name: 'F1', size: 11, leading: 17 },
  key: { name: 'F3', size: 16, leading: 26 },
} as const;

/** A4 in points; the margin leaves room for a hole punch. */
const PAGE = { width: 595, height: 842, margin: 64 };

/**
 * A one-page PDF (ISO 32000-1, the 14 standard fonts) made in this browser, so that the key never travels again.
 *
 * @param lines Latin-1 text; anything else is printed as a question mark.
 */
export function kitPdf(lines: readonly KitLine[]): Blob {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R ` +
      '/Resources << /Font << /F1 5 0 R /F2 6 0 R /F3 7 0 R >> >> >>',
    stream(drawing(lines)),
    ...['Helvetica', 'Helvetica-Bold', 'Courier-Bold'].map(
      (font) => `<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`,
    ),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const tail = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return new Blob([latin1(file + tail)], { type: 'application/pdf' });
}

function drawing(lines: readonly KitLine[]): string {
  let y = PAGE.height - PAGE.margin - 20;
  return lines
    .map(({ text, font }) => {
      const { name, size, leading } = fonts[font];
      const command = `BT /${name} ${size} Tf ${PAGE.margin} ${y} Td (${escaped(text)}) Tj ET`;
      y -= leading;
      return command;
    })
    .join('\n');
}

const stream = (content: string): string => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;

const escaped = (text: string): string => toLatin1(text).replaceAll(/[\\()]/g, String.raw`\$&`);

const toLatin1 = (text: string): string => text.replaceAll(/[^\u0020-\u007e\u00a0-\u00ff]/g, '?');

const latin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (symbol) => symbol.charCodeAt(0));
