import { readFileSync } from 'node:fs';
import { type Env, InvalidEnvironmentError, Secret, type WorkerSecrets } from '@hearthlore/config';
import { decodeKeyFile } from '@hearthlore/crypto';

/** What a worker without a supervisor starts with. */
export interface OwnServiceSecrets {
  readonly secrets: WorkerSecrets;
  /** The key that lies beside it while the master key is being rotated: either may be the one that opens. */
  readonly nextKey: Uint8Array | undefined;
}

/**
 * The secrets of a worker that runs as its own service: its key from a file, never the master key, and connections of
 * its own roles.
 *
 * @returns `undefined` where a supervisor hands them over.
 * @throws {InvalidEnvironmentError} naming what is missing or unreadable, never a value.
 */
export function ownServiceSecrets(env: Env): OwnServiceSecrets | undefined {
  const {
    WORKER_KEY_FILE: file,
    DATABASE_JOBS_URL: jobs,
    DATABASE_BACKUP_URL: backup,
    DATABASE_QUEUE_URL: queue,
  } = env;
  if (file === undefined) return undefined;
  if (jobs === undefined || backup === undefined || queue === undefined)
    throw new InvalidEnvironmentError(['WORKER_KEY_FILE: set DATABASE_JOBS_URL, _BACKUP_URL and _QUEUE_URL too']);
  const nextKey = readKey(`${file}.next`);
  const key = readKey(file) ?? nextKey;
  if (key === undefined)
    throw new InvalidEnvironmentError([`WORKER_KEY_FILE: ${file} is missing or holds no key of 32 bytes`]);
  return { secrets: { workerKey: new Secret(new Uint8Array(key)), databaseUrls: { jobs, backup, queue } }, nextKey };
}

function readKey(file: string): Uint8Array | undefined {
  try {
    return decodeKeyFile(readFileSync(file));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new InvalidEnvironmentError([`WORKER_KEY_FILE: ${file} cannot be read`], { cause });
  }
}
