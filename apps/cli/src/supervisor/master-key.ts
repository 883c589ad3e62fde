import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_BYTES, newKey } from '@hearthlore/crypto';
import { writeSecretFile } from '../secret-files/write-secret-file.js';
import type { DataFolder } from './data-folder.js';
import { StartRefusedError } from './supervisor.errors.js';

/** The rule that an operator may lift by `HEARTHLORE_ALLOW_INSECURE=master-key-mode`. */
export const MASTER_KEY_MODE_RULE = 'master-key-mode';

export interface MasterKey {
  readonly bytes: Uint8Array;
  readonly file: string;
  /** Whoever copies the data folder then has the key too; members' content stays closed to them all the same. */
  readonly isInDataFolder: boolean;
}

/**
 * Reads the master key, or makes it on the first start.
 *
 * @throws {StartRefusedError} when others may read the file, when it holds no key, or when it is gone although there
 * is a database that needs it.
 */
export function ensureMasterKey(
  data: DataFolder,
  options: { readonly file: string | undefined; readonly allowInsecure: readonly string[] },
): MasterKey {
  const own = join(data.secrets, 'master.key');
  const file = options.file ?? own;
  if (!existsSync(file)) {
    if (options.file !== undefined || data.isUsed) throw missing(file);
    writeSecretFile(file, Buffer.from(newKey()).toString('base64'), 0o400);
  }
  const { mode } = statSync(file);
  if (process.platform !== 'win32' && mode & 0o077 && !options.allowInsecure.includes(MASTER_KEY_MODE_RULE))
    throw new StartRefusedError(
      `Others can read the master key ${file}: run "chmod 400 ${file}". ` +
        `To start all the same, set HEARTHLORE_ALLOW_INSECURE=${MASTER_KEY_MODE_RULE}.`,
    );
  return { bytes: parseKey(readFileSync(file), file), file, isInDataFolder: file === own };
}

function parseKey(content: Uint8Array, file: string): Uint8Array {
  if (content.length === KEY_BYTES) return new Uint8Array(content);
  const text = Buffer.from(content).toString('latin1').trim();
  if (/^[A-Za-z0-9+/]{43}=$/.test(text)) return new Uint8Array(Buffer.from(text, 'base64'));
  throw new StartRefusedError(`${file} holds no master key: ${KEY_BYTES} bytes, as they are or in base64.`);
}

function missing(file: string): StartRefusedError {
  return new StartRefusedError(
    `The master key ${file} is missing. Put it back from your copy. If there is none, make a new one ` +
      `("(umask 377; openssl rand -base64 32 > ${file})"): members then come back with their recovery keys.`,
  );
}
