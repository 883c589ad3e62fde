import { newKey } from '@hearthlore/crypto';
import { FileMasterKeySource } from './file-master-key-source.js';
import { KeyFileError, RotationRefusedError } from './master-key.errors.js';
import type { MasterKeySource } from './master-key-source.port.js';

/**
 * The key that shall be the new one: the operator's, or a random one where this program can put it in place.
 *
 * @throws {RotationRefusedError} where only the operator can. @throws {KeyFileError}
 */
export function newMasterKey(source: MasterKeySource, file: string | undefined): Uint8Array {
  if (file !== undefined) {
    const key = new FileMasterKeySource(file, []).find();
    if (key === undefined) throw new KeyFileError(`There is no file ${file}.`);
    return key;
  }
  if (source.isReplaceable) return newKey();
  throw new RotationRefusedError(
    `This program cannot change the ${source.name}. Make a new key ("(umask 377; openssl rand -base64 32 > new.key)"), ` +
      'give it here with --new-key-file new.key, and then put it in the place of the old one, before the next start.',
  );
}
