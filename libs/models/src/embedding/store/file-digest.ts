import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelFile } from '../registry/model-entry.js';

/** Large reads: the model has 90 MB, and each piece costs a turn of the event loop. Bytes. */
const READ_BYTES = 1024 * 1024;

export type FileState = 'ok' | 'missing' | 'damaged';

/** Compares a file of `folder` with its pinned size and digest. */
export async function fileState(folder: string, file: ModelFile, signal?: AbortSignal): Promise<FileState> {
  const path = join(folder, file.name);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'missing';
  if (!found.isFile() || found.size !== file.bytes) return 'damaged';
  const hash = createHash('sha256');
  const options = { highWaterMark: READ_BYTES, ...(signal === undefined ? {} : { signal }) };
  for await (const chunk of createReadStream(path, options)) hash.update(chunk);
  return hash.digest('hex') === file.sha256 ? 'ok' : 'damaged';
}
