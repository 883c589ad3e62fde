import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ModelDigestError } from '../embedding.errors.js';
import type { ModelFile } from '../registry/model-entry.js';

export const PARTIAL_SUFFIX = '.partial';

/**
 * A file that appears under its name whole and with its pinned digest, or not at all.
 * Each writer has a temporary name of its own, so two processes that fetch the same model do not meet; the later rename
 * puts the same bytes in place of the same bytes.
 */
export class PartialFile {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  private constructor(
    private readonly file: FileHandle,
    private readonly temporaryPath: string,
    private readonly path: string,
    private readonly expected: ModelFile,
  ) {}

  /** @param path - Where the file shall appear. */
  static async create(path: string, expected: ModelFile): Promise<PartialFile> {
    const temporaryPath = `${path}.${randomUUID()}${PARTIAL_SUFFIX}`;
    return new PartialFile(await open(temporaryPath, 'wx', 0o644), temporaryPath, path, expected);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws {ModelDigestError} as soon as more arrives than the file has: an endless answer must not fill the disk. */
  async write(chunk: Uint8Array): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#bytes > this.expected.bytes) throw new ModelDigestError(this.expected.name);
    this.#hash.update(chunk);
    await this.file.writeFile(chunk);
  }

  /** @throws {ModelDigestError} if the content is not the pinned one; nothing is left then. */
  async commit(): Promise<void> {
    if (this.#bytes !== this.expected.bytes || this.#hash.digest('hex') !== this.expected.sha256) {
      await this.discard();
      throw new ModelDigestError(this.expected.name);
    }
    await this.file.sync();
    await this.file.close();
    await rename(this.temporaryPath, this.path);
    await syncFolder(dirname(this.path));
  }

  async discard(): Promise<void> {
    await this.file.close();
    await rm(this.temporaryPath, { force: true });
  }
}

/** Makes the rename itself durable. Windows has no such call and does not need it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
