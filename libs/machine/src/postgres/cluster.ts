import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnvironment } from '@hearthlore/config';
import { executable, type PostgresBinaries } from './binaries.js';
import { PostgresUnavailableError } from './postgres.errors.js';
import { CLIENT_AUTHENTICATION } from './settings.js';
import type { SystemUser } from './system-user.js';

export const SUPERUSER = 'postgres';

/** PostgreSQL gets no variable of ours. Windows programs do not start without SystemRoot. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot } = systemEnvironment();
  return { LC_ALL: 'C', TZ: 'UTC', ...(SystemRoot === undefined ? {} : { SystemRoot }) };
}

/**
 * Makes the cluster in `<home>/postgres` unless it is there. It is made beside that place and renamed when complete,
 * so that a process killed half-way leaves nothing that looks like a cluster.
 *
 * @param password Of the superuser; the only one that outlives a start.
 */
export function ensureCluster(
  home: string,
  options: {
    readonly binaries: PostgresBinaries;
    readonly user: SystemUser | undefined;
    readonly password: string;
    readonly isDurable: boolean;
  },
): string {
  const folder = join(home, 'postgres');
  if (existsSync(join(folder, 'PG_VERSION'))) return folder;
  const draft = join(home, 'postgres.new');
  const passwordFile = join(home, 'postgres.password');
  for (const leftover of [draft, passwordFile]) rmSync(leftover, { recursive: true, force: true });
  try {
    mkdirSync(draft, { mode: 0o700 });
    writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600, flag: 'wx' });
    if (options.user) for (const path of [draft, passwordFile]) chownSync(path, options.user.uid, options.user.gid);
    initialise(draft, passwordFile, options);
    writeFileSync(join(draft, 'pg_hba.conf'), CLIENT_AUTHENTICATION);
    renameSync(draft, folder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  return folder;
}

function initialise(
  folder: string,
  passwordFile: string,
  options: { readonly binaries: PostgresBinaries; readonly user: SystemUser | undefined; readonly isDurable: boolean },
): void {
  const args = [
    '-D',
    folder,
    '-U',
    SUPERUSER,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    ...(options.isDurable ? [] : ['--no-sync']),
  ];
  try {
    // The working directory of root may be closed to the other user, and initdb enters it.
    execFileSync(executable(options.binaries, 'initdb'), args, {
      ...options.user,
      cwd: '/',
      env: serverEnvironment(),
      stdio: 'pipe',
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw new PostgresUnavailableError(`PostgreSQL could not make its data folder ${folder}: ${said}`, {
      cause: error,
    });
  }
}
