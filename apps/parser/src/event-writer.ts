import type { Writable } from 'node:stream';
import { type ParsedPage, UnreadableFileError, type UnreadableReason } from '@hearthlore/parsing';

/** What goes over the pipe, one JSON object per line. */
export type ParserEvent =
  | { readonly ready: true }
  | { readonly page: ParsedPage }
  | { readonly end: true }
  | { readonly error: UnreadableReason };

/** Bytes of output that the launcher takes from one file (docs: extracted text of at most 20 MB). */
const OUTPUT_BYTES = 20_000_000;

/** Writes events and waits for the pipe: unread output must not pile up in this process. */
export class EventWriter {
  #written = 0;

  constructor(private readonly output: Writable) {}

  /** @throws {UnreadableFileError} When the pages together are more than anybody will read. */
  async write(event: ParserEvent): Promise<void> {
    const line = `${JSON.stringify(event)}\n`;
    this.#written += Buffer.byteLength(line);
    if (this.#written > OUTPUT_BYTES && 'page' in event) throw new UnreadableFileError('unsafe');
    await new Promise<void>((resolve, reject) => {
      this.output.write(line, (error) => (error ? reject(error) : resolve()));
    });
  }
}
