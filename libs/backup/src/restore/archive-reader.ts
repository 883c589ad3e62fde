import { createHash } from 'node:crypto';
import { finished, pipeline, type Readable, Transform } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { AppError } from '@hearthlore/kernel';
import { extract, type Header } from 'tar-stream';
import { FILES_ENTRY } from '../archive/archive-writer.js';
import { AgeOpenTransform } from './age-open-transform.js';
import { BackupDamagedError } from './restore.errors.js';

/** Every name that an archive may have: a path from elsewhere is never used as one. */
const NAMES = [
  /^MANIFEST-INNER\.json$/,
  /^(schema|restore|replay)\.sql$/,
  /^data\/[a-z][a-z0-9_]*(\.[0-9]{4,})?\.copy$/,
  /^ledger\.jsonl$/,
  /^audit\/checkpoints$/,
  /^vectors\.json$/,
];
/** Of what is read as a whole, in bytes: a ledger of a hundred thousand erasures is shorter. */
const MAX_WHOLE = 64 << 20;

/** One part of an archive, to be read in its turn and once. */
export interface ArchiveEntry {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Everything that `content` has. @throws {BackupDamagedError} for more than fits into memory. */
  text(): Promise<string>;
  readonly content: AsyncIterable<Uint8Array>;
}

export interface ReadEntry {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** What to do with each part; the parts come in the order in which they were written. */
export type ArchiveVisitor = (entry: ArchiveEntry) => Promise<void>;

/** Opens the encrypted file as it passes. @throws {WrongIdentityError} for a text that is no identity. */
export function openArchive(encrypted: Readable, identities: readonly string[]): Readable {
  return chain(encrypted, new AgeOpenTransform(identities), createZstdDecompress({ chunkSize: 256 * 1024 }));
}

/** The same archive before it is encrypted: `tar` compressed by zstd. */
export function unpackArchive(compressed: Readable): Readable {
  return chain(compressed, createZstdDecompress({ chunkSize: 256 * 1024 }));
}

/**
 * Reads an archive once, in memory that does not grow with it, and holds every part against the list at its end.
 *
 * @param tar As `openArchive` or `unpackArchive` give it.
 * @returns What was read, in order.
 * @throws {BackupDamagedError} also when the end is missing: what a visitor did before that is to be taken back.
 * @throws {WrongIdentityError}
 */
export async function readArchive(tar: Readable, visit: ArchiveVisitor): Promise<ReadEntry[]> {
  const unpacked = tar.pipe(extract());
  // tar-stream hears nothing of a source that fails.
  tar.once('error', (error) => unpacked.destroy(error));
  const read: ReadEntry[] = [];
  let sums: string | undefined;
  try {
    for await (const part of unpacked) {
      const entry = new HashedEntry(part.header, part);
      if (sums !== undefined) throw new BackupDamagedError(entry.path);
      if (entry.path === FILES_ENTRY) sums = await entry.text();
      else {
        assertName(entry.path, read);
        await visit(entry);
        read.push(await entry.finish());
      }
    }
  } catch (error) {
    tar.destroy();
    throw explain(error);
  }
  if (sums === undefined) throw new BackupDamagedError(FILES_ENTRY);
  assertSums(sums, read);
  return read;
}

/** Sums up what passes, whoever reads it. */
class HashedEntry implements ArchiveEntry {
  readonly path: string;
  readonly size: number;
  readonly content: AsyncIterable<Uint8Array>;
  readonly #hash = createHash('sha256');
  readonly #part: AsyncIterator<Uint8Array>;
  #bytes = 0;

  constructor(header: Header, part: AsyncIterable<unknown>) {
    this.path = header.name;
    this.size = header.size;
    this.#part = bytesOf(part);
    this.content = { [Symbol.asyncIterator]: () => ({ next: () => this.#next() }) };
    if (header.type !== 'file') throw new BackupDamagedError(this.path);
  }

  async text(): Promise<string> {
    if (this.size > MAX_WHOLE) throw new BackupDamagedError(this.path);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.content) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Reads what the visitor left. */
  async finish(): Promise<ReadEntry> {
    while ((await this.#next()).done !== true);
    if (this.#bytes !== this.size) throw new BackupDamagedError(this.path);
    return { path: this.path, size: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async #next(): Promise<IteratorResult<Uint8Array>> {
    const result = await this.#part.next();
    if (result.done !== true) {
      this.#hash.update(result.value);
      this.#bytes += result.value.length;
    }
    return result;
  }
}

/** What tar-stream gives are bytes, though its types do not say so. */
async function* bytesOf(part: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of part) if (chunk instanceof Uint8Array) yield chunk;
}

function chain(source: Readable, ...transforms: readonly Transform[]): Readable {
  const last = transforms.at(-1);
  if (last === undefined) return source;
  // Whoever reads the last one hears of every error in the chain.
  pipeline([source, ...transforms], () => undefined);
  finished(source, (error) => {
    if (error) last.destroy(error);
  });
  return last;
}

function assertName(path: string, read: readonly ReadEntry[]): void {
  if (!NAMES.some((name) => name.test(path)) || read.some((one) => one.path === path))
    throw new BackupDamagedError(path.slice(0, 100));
}

/** In the form of `sha256sum`, one line for each part in its order. */
function assertSums(sums: string, read: readonly ReadEntry[]): void {
  const listed = sums.split('\n').filter((line) => line !== '');
  for (const [index, { path, sha256 }] of read.entries())
    if (listed[index] !== `${sha256}  ${path}`) throw new BackupDamagedError(path);
  if (listed.length !== read.length) throw new BackupDamagedError(FILES_ENTRY);
}

/** An error of zstd or tar says that what arrived is none; every other one speaks for itself. */
function explain(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const isOfFormat =
    code.startsWith('ZSTD_') || code === 'Z_BUF_ERROR' || /tar|Unexpected end|Premature/i.test(error.message);
  return isOfFormat ? new BackupDamagedError(undefined, { cause: error }) : error;
}
