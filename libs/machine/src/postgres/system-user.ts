import { execFileSync } from 'node:child_process';
import { PostgresUnavailableError } from './postgres.errors.js';

/** Who PostgreSQL runs as. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const OWN_USER = 'hearthlore-pg';
const FALLBACKS = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so root lends it a user that owns nothing else.
 *
 * @returns `undefined` when this process is not root: PostgreSQL then runs as whoever started it.
 * @throws {PostgresUnavailableError} when root finds no such user and cannot make one.
 */
export function ensureSystemUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = findUser(OWN_USER) ?? createUser() ?? FALLBACKS.map(findUser).find((user) => user !== undefined);
  if (found) return found;
  throw new PostgresUnavailableError(
    `PostgreSQL does not run as root, and the system user ${OWN_USER} could not be created. ` +
      `Create it (useradd --system ${OWN_USER}), or start Hearthlore as an ordinary user.`,
  );
}

function findUser(name: string): SystemUser | undefined {
  const [uid, gid] = [run('id', ['-u', name]), run('id', ['-g', name])].map(Number);
  return uid && gid ? { uid, gid } : undefined;
}

function createUser(): SystemUser | undefined {
  const made = run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir=/nonexistent',
    '--shell=/usr/sbin/nologin',
    OWN_USER,
  ]);
  return made === undefined ? undefined : findUser(OWN_USER);
}

/** @returns What the program printed, or `undefined` where it failed or is missing. */
function run(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}
