import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { syncFolder } from '@hearthlore/machine';
import { BackupFileMissingError, BackupTargetFullError, BackupTargetUnavailableError } from '../backup.errors.js';
import { BackupTarget, type TargetFile } from './backup-target.port.js';

/** No space, no quota, or longer than the file system takes (errno(3)). */
const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** Written data goes to the disk at least this often, in bytes: else one write waits for gigabytes at the end. */
const SYNC_BYTES = 64 * 1024 * 1024;

/**
 * A folder, as on another disk or a mounted share. It has to be there: one that was not mounted would otherwise be made
 * anew on the disk that it is to protect from.
 */
export class FolderTarget extends BackupTarget {
  override readonly kind = 'folder';
  override readonly isAppendOnly = false;

  constructor(private readonly folder: string) {
    super();
  }

  override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const draft = this.#draft(name);
    try {
      await writeWhole(draft, content);
      await rename(draft, this.#path(name));
      syncFolder(this.folder);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined);
      throw targetError(error);
    }
  }

  override async read(name: string): Promise<Readable> {
    const path = this.#path(name);
    await this.#answered(async () => {
      const found = await stat(path).catch((cause: unknown) => {
        if (codeOf(cause) === 'ENOENT') return undefined;
        throw cause;
      });
      if (found !== undefined) return;
      await stat(this.folder);
      throw new BackupFileMissingError();
    });
    return createReadStream(path, { highWaterMark: 1024 * 1024 });
  }

  override list(): Promise<TargetFile[]> {
    return this.#answered(async () => {
      const entries = await readdir(this.folder, { withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
      return Promise.all(files.map(async ({ name }) => ({ name, bytes: (await stat(this.#path(name))).size })));
    });
  }

  override delete(name: string): Promise<void> {
    return this.#answered(() => rm(this.#path(name), { force: true }));
  }

  override clean(name: string): Promise<void> {
    return this.#answered(() => rm(this.#draft(name), { force: true }));
  }

  async #answered<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw targetError(error);
    }
  }

  #path(name: string): string {
    return join(this.folder, basename(name));
  }

  #draft(name: string): string {
    return join(this.folder, `.${basename(name)}.partial`);
  }
}

async function writeWhole(path: string, content: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    let unsynced = 0;
    for await (const data of content) {
      await file.writeFile(data);
      unsynced += data.length;
      if (unsynced < SYNC_BYTES) continue;
      await file.datasync();
      unsynced = 0;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What comes from elsewhere, as from the database that is read meanwhile, stays what it is. */
function targetError(error: unknown): unknown {
  const code = codeOf(error);
  if (FULL.has(code)) return new BackupTargetFullError({ cause: error });
  const isOfFileSystem = error instanceof Error && 'syscall' in error;
  return isOfFileSystem ? new BackupTargetUnavailableError({ cause: error }) : error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
