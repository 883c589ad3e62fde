import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelFileNotFoundError } from '../embedding.errors.js';
import type { EmbeddingModelEntry, ModelFile } from '../registry/model-entry.js';
import type { ModelSource, SupplyRequest } from './model-source.js';

/** A folder with the files, or with a folder of the model's id that has them. */
export class FolderSource implements ModelSource {
  constructor(
    readonly name: string,
    private readonly folder: string,
  ) {}

  async supply({ entry, wanted, sink, signal }: SupplyRequest): Promise<void> {
    for (const file of wanted) await sink.take(file, createReadStream(await this.#find(entry, file), { signal }));
  }

  async #find(entry: EmbeddingModelEntry, file: ModelFile): Promise<string> {
    for (const path of [join(this.folder, file.name), join(this.folder, entry.id, file.name)])
      if (await isFile(path)) return path;
    throw new ModelFileNotFoundError(file.name);
  }
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
