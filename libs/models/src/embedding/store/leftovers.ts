import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PARTIAL_SUFFIX } from './partial-file.js';
import { PIP_FOLDER_PREFIX } from './pip-source.js';

/** Anything younger may belong to another process that is still at it. Milliseconds. */
const ABANDONED_AFTER = 3_600_000;

/** Removes what killed downloads left in the folder. */
export async function removeLeftovers(folder: string, now: Date): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(PARTIAL_SUFFIX) && !name.startsWith(PIP_FOLDER_PREFIX)) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && now.getTime() - found.mtimeMs > ABANDONED_AFTER)
      await rm(join(folder, name), { recursive: true, force: true });
  }
}
