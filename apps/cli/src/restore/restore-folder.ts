import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FolderNotEmptyError } from '@hearthlore/backup';
import { syncFolder, writeSecretFile } from '@hearthlore/machine';
import { UnfinishedRestoreError } from './restore-folder.errors.js';

/** Lies in a data folder from the first moment of a restore to its last. */
const MARK = 'restore-unfinished';
const SECRETS = 'secrets';
/** What an operator puts there before a restore: the master key, which is in no backup. */
const BROUGHT = ['master.key', 'master.key.next'];
/** Not of an installation: a claim, and what file systems and editors of folders leave. */
const NOT_COUNTED = ['lock', 'lost+found', '.DS_Store'];

/**
 * @throws {UnfinishedRestoreError} for a folder in which a restore was cut short: what is in it may be half of what it
 * has to be, or hold somebody who was erased.
 */
export function assertRestored(dataDir: string): void {
  const file = RestoreFolder.findUnfinished(dataDir);
  if (file !== undefined) throw new UnfinishedRestoreError(dataDir, file);
}

/** A data folder that an installation is being restored into. */
export class RestoreFolder {
  readonly #mark: string;

  /** @param path Exists. */
  constructor(readonly path: string) {
    this.#mark = join(path, MARK);
  }

  /** @returns The folder of a restore that was cut short, which file it was of. */
  static findUnfinished(path: string): string | undefined {
    const mark = join(path, MARK);
    return existsSync(mark) ? readFileSync(mark, 'utf8').trim() : undefined;
  }

  /**
   * Claims an empty folder. What a restore that was cut short left there is removed: it is begun anew.
   *
   * @throws {FolderNotEmptyError}
   */
  begin(file: string): void {
    const isUnfinished = existsSync(this.#mark);
    if (!isUnfinished && !this.#isEmpty()) throw new FolderNotEmptyError(this.path);
    writeSecretFile(this.#mark, file, 0o600);
    for (const name of ['ledger', 'audit', 'setup-code'])
      rmSync(join(this.path, name), { recursive: true, force: true });
  }

  /** Writes a file of the installation, for its user alone. */
  write(folder: string, name: string, text: string): void {
    mkdirSync(join(this.path, folder), { recursive: true, mode: 0o700 });
    // Ends in a newline of its own; the files here end where their last line does.
    if (text !== '') writeSecretFile(join(this.path, folder, name), text.replace(/\n$/, ''), 0o600);
  }

  /** From here on it is an installation like any other. */
  finish(): void {
    rmSync(this.#mark);
    syncFolder(this.path);
  }

  #isEmpty(): boolean {
    return readdirSync(this.path).every((name) => {
      if (name === SECRETS) return readdirSync(join(this.path, name)).every((secret) => BROUGHT.includes(secret));
      return NOT_COUNTED.includes(name) || /^lock\.\d+/.test(name);
    });
  }
}
