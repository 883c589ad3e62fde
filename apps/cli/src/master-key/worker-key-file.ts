import { existsSync } from 'node:fs';
import { deriveWorkerKey, equalSecrets } from '@hearthlore/crypto';
import { KeyFile } from './key-file.js';

/** The file of a worker that runs as its own service: its key follows from the master key and has to follow it. */
export class WorkerKeyFile {
  readonly #file: KeyFile;

  constructor(path: string) {
    this.#file = new KeyFile(path);
  }

  get path(): string {
    return this.#file.path;
  }

  /** A file that lies elsewhere is the operator's to replace. */
  get isReplaceable(): boolean {
    return existsSync(this.#file.path) && this.#file.isReplaceable;
  }

  prepare(nextMasterKey: Uint8Array): void {
    if (this.isReplaceable) this.#file.putNext(deriveWorkerKey(nextMasterKey));
  }

  forgetNext(): void {
    if (this.isReplaceable) this.#file.discardNext();
  }

  /** Ends what a rotation began, whichever side it ended on. */
  follow(masterKey: Uint8Array): void {
    if (!this.isReplaceable) return;
    const next = this.#file.findNext();
    if (next !== undefined && equalSecrets(next, deriveWorkerKey(masterKey))) this.#file.promoteNext();
    else this.#file.discardNext();
  }
}
