import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Env } from '@hearthlore/config';
import { deriveWorkerKey, encodeKeyFile, newKey } from '@hearthlore/crypto';
import { writeSecretFile } from '@hearthlore/machine';
import { FileMasterKeySource } from './file-master-key-source.js';
import { KeyFileError } from './master-key.errors.js';

const FOR_ITS_OWNER = 0o600;
const OURS = /^\s*(?:export\s+)?(MASTER_KEY_FILE|WORKER_KEY_FILE)=/m;

/**
 * Makes a master key and the worker's key below `folder`, and the two lines of `.env` that name them.
 *
 * @returns The files that were written.
 * @throws {KeyFileError} where one of them is there: nothing is written then.
 */
export function writeSecrets(folder: string, env: Pick<Env, 'HEARTHLORE_DATA_DIR'>): string[] {
  const [master, worker, settings] = [place(folder, 'master.key'), place(folder, 'worker.key'), join(folder, '.env')];
  refuseExisting(master, worker);
  const own = join(env.HEARTHLORE_DATA_DIR, 'secrets', 'master.key');
  if (existsSync(own))
    throw new KeyFileError(`This installation has a master key: ${own}. To keep it elsewhere, move that file.`);
  const present = existsSync(settings) ? readFileSync(settings, 'utf8') : '';
  const named = OURS.exec(present)?.[1];
  if (named !== undefined) throw new KeyFileError(`${settings} has a line for ${named} already: it is left as it is.`);
  const key = newKey();
  write(worker, deriveWorkerKey(key));
  write(master, key);
  const lines = [`MASTER_KEY_FILE=${master}`, `WORKER_KEY_FILE=${worker}`].map((line) => `${line}\n`).join('');
  appendFileSync(settings, present === '' || present.endsWith('\n') ? lines : `\n${lines}`, { mode: FOR_ITS_OWNER });
  return [master, worker, settings];
}

/** After a rotation beside files that this program cannot write: the worker's key for the new master key. */
export function writeWorkerKey(folder: string, masterKeyFile: string): string[] {
  const worker = place(folder, 'worker.key');
  refuseExisting(worker);
  const key = new FileMasterKeySource(masterKeyFile, []).find();
  if (key === undefined) throw new KeyFileError(`There is no file ${masterKeyFile}.`);
  write(worker, deriveWorkerKey(key));
  return [worker];
}

function place(folder: string, name: string): string {
  return join(folder, 'secrets', name);
}

function refuseExisting(...files: readonly string[]): void {
  const found = files.find((file) => existsSync(file));
  if (found !== undefined)
    throw new KeyFileError(`${found} is there already and is not overwritten. Move it away if you want a new one.`);
}

function write(file: string, key: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeSecretFile(file, encodeKeyFile(key), FOR_ITS_OWNER);
}
