import { existsSync, statSync } from 'node:fs';
import { KeyFile } from './key-file.js';
import { KeyFileError } from './master-key.errors.js';
import { MasterKeySource } from './master-key-source.port.js';

/** The rule that an operator may lift by `HEARTHLORE_ALLOW_INSECURE=master-key-mode`. */
export const MASTER_KEY_MODE_RULE = 'master-key-mode';

/** A file of the operator's choice, or the one in the data folder. */
export class FileMasterKeySource extends MasterKeySource {
  readonly name: string;
  readonly file: KeyFile;

  constructor(
    path: string,
    private readonly allowInsecure: readonly string[],
  ) {
    super();
    this.file = new KeyFile(path);
    this.name = `file ${this.file.path}`;
  }

  override get isReplaceable(): boolean {
    return this.file.isReplaceable;
  }

  override find(): Uint8Array | undefined {
    this.#refuseOpen(this.file.path);
    return this.file.find();
  }

  override findNext(): Uint8Array | undefined {
    this.#refuseOpen(this.file.nextPath);
    return this.file.findNext();
  }

  #refuseOpen(path: string): void {
    if (process.platform === 'win32' || this.allowInsecure.includes(MASTER_KEY_MODE_RULE) || !existsSync(path)) return;
    if ((statSync(path).mode & 0o077) === 0) return;
    throw new KeyFileError(
      `Others can read the master key ${path}: run "chmod 400 ${path}". ` +
        `To start all the same, set HEARTHLORE_ALLOW_INSECURE=${MASTER_KEY_MODE_RULE}.`,
    );
  }
}
