import type { KeyFile } from './key-file.js';

/**
 * Where the operator keeps the master key. Each ends in a file that this process can read; they differ in who may put
 * another key there, and in what their file modes mean.
 */
export abstract class MasterKeySource {
  /** Kind and file, as a message to the operator names it. */
  abstract readonly name: string;
  abstract readonly file: KeyFile;
  /** Whether `rotate master` can put the new key in its place; the operator does otherwise. */
  abstract readonly isReplaceable: boolean;

  /** @throws {KeyFileError} for what cannot be read, holds no key, or is open to others. */
  abstract find(): Uint8Array | undefined;

  /** The key that shall take its place, or took it in the database already: accepted beside it. @throws {KeyFileError} */
  abstract findNext(): Uint8Array | undefined;
}
