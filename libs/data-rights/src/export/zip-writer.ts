import { createHash } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import { Zip, ZipDeflate } from 'fflate';
import type { ManifestEntry } from '../format/export-format.js';
import { ExportTooLargeError } from './exports.errors.js';

/** Compressed at once, in bytes; in between others get their turn. */
const PIECE = 256 * 1024;
/** Of a zip without extensions (PKWARE APPNOTE 6.3.10, §4.4.1.4), less some room for its directory. */
const MOST = { entries: 65_000, bytes: 4_000_000_000 };

/** Makes a zip as it is read: no more of it is in memory than one piece. */
export class ZipWriter {
  readonly entries: ManifestEntry[] = [];
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  #bytes = 0;

  /** @param at Stands beside each entry. */
  constructor(private readonly at: Date) {
    this.#zip = new Zip((error, chunk) => {
      if (error) throw error;
      this.#ready.push(chunk);
    });
  }

  /** @returns What is finished of the zip by then. @throws {ExportTooLargeError} */
  async *add(path: string, content: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Uint8Array> {
    if (this.entries.length >= MOST.entries) throw new ExportTooLargeError();
    const file = new ZipDeflate(path, { level: 6 });
    file.mtime = this.at;
    this.#zip.add(file);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const text of content) {
      const encoded = Buffer.from(text, 'utf8');
      for (let from = 0; from < encoded.length; from += PIECE) {
        const piece = encoded.subarray(from, from + PIECE);
        hash.update(piece);
        bytes += piece.length;
        file.push(piece);
        yield* this.#take();
        await letOthers();
      }
    }
    file.push(new Uint8Array(0), true);
    this.entries.push({ path, bytes, sha256: hash.digest('hex') });
    yield* this.#take();
  }

  *end(): Generator<Uint8Array> {
    this.#zip.end();
    yield* this.#take();
  }

  *#take(): Generator<Uint8Array> {
    const ready = this.#ready;
    this.#ready = [];
    for (const chunk of ready) {
      this.#bytes += chunk.length;
      if (this.#bytes > MOST.bytes) throw new ExportTooLargeError();
      if (chunk.length > 0) yield chunk;
    }
  }
}
