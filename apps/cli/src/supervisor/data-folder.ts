import { chmodSync, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of everything the installation stores, with what is made beside the database. */
export interface DataFolder {
  /** Without links. */
  readonly path: string;
  readonly secrets: string;
  readonly setupCode: string;
  /** Whether a database was made here before. */
  readonly isUsed: boolean;
}

/** Makes the folder for its owner alone; one that strangers may enter is closed to them. */
export function ensureDataFolder(wanted: string): DataFolder {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const path = realpathSync(wanted);
  const { mode } = statSync(path);
  if (mode & 0o007) chmodSync(path, mode & 0o770);
  const secrets = join(path, 'secrets');
  mkdirSync(secrets, { recursive: true, mode: 0o700 });
  chmodSync(secrets, 0o700);
  return {
    path,
    secrets,
    setupCode: join(path, 'setup-code'),
    isUsed: existsSync(join(path, 'postgres', 'PG_VERSION')) || existsSync(join(path, 'postgres-location')),
  };
}
