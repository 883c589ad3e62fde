import { createReadStream } from 'node:fs';
import { openArchive, readArchive } from '../../../libs/backup/src/restore/archive-reader.js';

/**
 * Opens a backup with its identity, in memory, and holds every part against the list at its end.
 *
 * @returns The plain bytes of each part, by its path.
 * @throws {BackupDamagedError} @throws {WrongIdentityError}
 */
export async function openBackup(path: string, identity: string): Promise<ReadonlyMap<string, Buffer>> {
  const parts = new Map<string, Buffer>();
  await readArchive(openArchive(createReadStream(path), [identity]), async ({ path: name, content }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    parts.set(name, Buffer.concat(chunks));
  });
  return parts;
}
