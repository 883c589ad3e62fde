import { join } from 'node:path';
import type { ModelFile } from '../registry/model-entry.js';
import { PartialFile } from './partial-file.js';

/** Where a pull or an import stands. */
export interface ModelProgress {
  readonly step: 'fetch' | 'convert';
  /** The source in use; `null` while converting. */
  readonly source: string | null;
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

/**
 * Takes files in as sources stream them. A file is in the folder once it is whole and has its pinned digest; whatever is
 * not finished leaves nothing behind.
 */
export class ModelFileSink {
  readonly #open = new Map<string, PartialFile>();
  readonly #done = new Set<string>();
  #received = 0;

  constructor(
    private readonly folder: string,
    private readonly onBytes: (receivedBytes: number) => void,
  ) {}

  has(file: ModelFile): boolean {
    return this.#done.has(file.name);
  }

  /** @throws {ModelDigestError} */
  async write(file: ModelFile, chunk: Uint8Array): Promise<void> {
    let partial = this.#open.get(file.name);
    if (partial === undefined) {
      partial = await PartialFile.create(join(this.folder, file.name), file);
      this.#open.set(file.name, partial);
    }
    await partial.write(chunk);
    this.#received += chunk.length;
    this.onBytes(this.#received);
  }

  /** @throws {ModelDigestError} */
  async finish(file: ModelFile): Promise<void> {
    const partial = this.#open.get(file.name) ?? (await PartialFile.create(join(this.folder, file.name), file));
    this.#open.delete(file.name);
    await partial.commit();
    this.#done.add(file.name);
  }

  async take(file: ModelFile, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) await this.write(file, chunk);
    await this.finish(file);
  }

  async discardUnfinished(): Promise<void> {
    await Promise.all([...this.#open.values()].map((partial) => partial.discard()));
    this.#open.clear();
  }
}
