import './harden.js';
import process from 'node:process';
import { buffer } from 'node:stream/consumers';
import { DOCUMENT_FORMATS, readDocument, UnreadableFileError } from '@hearthlore/parsing';
import { EventWriter } from './event-writer.js';

// One file, one process: the format is the only argument, the file's bytes come on stdin. To stdout go a line that says
// the jail holds, a line of JSON per page and a last line that says how it ended.
const events = new EventWriter(process.stdout);
const format = DOCUMENT_FORMATS.find((name) => name === process.argv[2]);

// pdf.js leaves promises behind that fail on a broken object nobody asked for; the rest of the file can still be read.
process.on('unhandledRejection', () => undefined);

await events.write({ ready: true });
try {
  if (format === undefined) throw new UnreadableFileError('damaged');
  const file = await buffer(process.stdin);
  const pdfAssets = {
    cMapUrl: `${import.meta.dirname}/cmaps/`,
    standardFontDataUrl: `${import.meta.dirname}/standard_fonts/`,
  };
  // A copy with a buffer of its own: pdf.js takes the whole buffer, and a small Buffer shares Node's pool.
  for await (const page of readDocument(new Uint8Array(file), format, { pdfAssets })) await events.write({ page });
  await events.write({ end: true });
} catch (error) {
  await events.write({ error: error instanceof UnreadableFileError ? error.reason : 'damaged' });
}
process.exit(0);
