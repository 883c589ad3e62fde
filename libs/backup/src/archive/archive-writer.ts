import { hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';

export interface ArchiveEntry {
  readonly path: string;
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The last entry: what the others are, in the form that `sha256sum` checks. */
export const FILES_ENTRY = 'FILES.sha256';

/** Writes entries into a tar one after the other, each only when the one before it has been taken. */
export class ArchiveWriter {
  readonly #pack: Pack = pack();
  readonly #entries: ArchiveEntry[] = [];

  /** @param created When every entry was made: the same database gives the same bytes. */
  constructor(private readonly created: Date) {}

  /** Once: what tar-stream gives, as a stream of Node's own. Destroyed, it ends the writing too. */
  open(): Readable {
    const source = this.#pack;
    const tar = new Readable({
      read: () => source.resume(),
      destroy: (error, done) => {
        source.destroy(error ?? undefined);
        done(error);
      },
    });
    source.on('data', (data) => {
      if (!tar.push(data)) source.pause();
    });
    source.on('end', () => tar.push(null));
    source.on('error', (error) => tar.destroy(error));
    return tar;
  }

  get entries(): readonly ArchiveEntry[] {
    return this.#entries;
  }

  /** @param content Is not to be changed any more: it is on its way when this resolves. */
  async add(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    this.#entries.push({ path, size: bytes.length, sha256: hash('sha256', bytes) });
    await this.#put(path, bytes);
  }

  /** Adds the list of files and ends the tar. */
  async finish(): Promise<void> {
    const lines = this.#entries.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join('');
    await this.add(FILES_ENTRY, lines);
    this.#pack.finalize();
  }

  abort(error: Error): void {
    this.#pack.destroy(error);
  }

  #put(name: string, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = this.#pack.entry({ name, size: bytes.length, mode: 0o600, mtime: this.created }, bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
      // Told above as well; an error that nobody hears would end the process.
      entry.on('error', reject);
    });
  }
}
