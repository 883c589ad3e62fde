import type { Env } from '@hearthlore/config';
import { type DatabaseUrls, startBundledPostgres } from '@hearthlore/machine';
import { StartRefusedError } from './supervisor.errors.js';

/** The database of a run: the bundled server, or one that somebody else looks after. */
export interface RunningDatabase {
  readonly urls: DatabaseUrls;
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** @throws {StartRefusedError} naming the connection strings that a server of one's own still needs. */
export async function openRunDatabase(env: Env, dataDir: string): Promise<RunningDatabase> {
  return env.DATABASE_URL ? external(env) : await startBundledPostgres({ dataDir });
}

function external(env: Env): RunningDatabase {
  const { DATABASE_URL, DATABASE_APP_URL, DATABASE_JOBS_URL, DATABASE_BACKUP_URL, DATABASE_QUEUE_URL } = env;
  if (!DATABASE_URL || !DATABASE_APP_URL || !DATABASE_JOBS_URL || !DATABASE_BACKUP_URL || !DATABASE_QUEUE_URL)
    throw new StartRefusedError(
      'With DATABASE_URL, set DATABASE_APP_URL, DATABASE_JOBS_URL, DATABASE_BACKUP_URL and DATABASE_QUEUE_URL too: ' +
        'one role each, so that no process can do more than its part.',
    );
  return {
    urls: {
      owner: DATABASE_URL.reveal(),
      app: DATABASE_APP_URL.reveal(),
      jobs: DATABASE_JOBS_URL.reveal(),
      backup: DATABASE_BACKUP_URL.reveal(),
      queue: DATABASE_QUEUE_URL.reveal(),
    },
    ended: new Promise(() => undefined),
    stop: () => Promise.resolve(),
  };
}
