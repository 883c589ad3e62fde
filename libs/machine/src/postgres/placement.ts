import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { executable, type PostgresBinaries } from './binaries.js';
import { PostgresUnavailableError } from './postgres.errors.js';
import { mayReach, mayRead } from './reach.js';
import type { SystemUser } from './system-user.js';

/** Where root puts what its PostgreSQL user must reach when the checkout or the data folder is closed to it. */
const SHARED_STATE = '/var/lib/hearthlore';
const POINTER = 'postgres-location';

/** Binaries the user can run: in place, or as one copy per version and platform. */
export function reachableBinaries(binaries: PostgresBinaries, user: SystemUser | undefined): PostgresBinaries {
  if (!user) return binaries;
  const probes = [executable(binaries, 'postgres'), join(binaries.root, 'share', 'postgresql', 'postgres.bki')];
  if (probes.every((probe) => existsSync(probe) && mayRead(probe, user))) return binaries;
  const root = join(SHARED_STATE, `postgresql-${binaries.version}-${binaries.platform}`);
  if (!existsSync(root)) copyBinaries(binaries.root, root);
  return { ...binaries, root };
}

function copyBinaries(from: string, to: string): void {
  makeSharedState();
  const draft = mkdtempSync(`${to}.`);
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true, mode: 0 });
    openForReading(draft);
    renameSync(draft, to);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** A checkout unpacked under umask 077 has files that only root reads; the copy is public software, so everyone may. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/**
 * The folder that holds PostgreSQL's cluster: inside the data folder where its user can get there, else below
 * /var/lib with a pointer left in the data folder.
 *
 * @returns The cluster's parent and whether it lies outside the data folder. The parent exists and can be entered.
 * @throws {PostgresUnavailableError} when a cluster lies in a data folder that its user can no longer reach.
 */
export function clusterHome(dataDir: string, user: SystemUser | undefined): { path: string; isOutside: boolean } {
  const pointer = join(dataDir, POINTER);
  if (existsSync(pointer)) return { path: pointedHome(pointer), isOutside: true };
  if (!user) return { path: dataDir, isOutside: false };
  if (mayReach(dataDir, user)) {
    chownSync(dataDir, 0, user.gid);
    chmodSync(dataDir, 0o710);
    return { path: dataDir, isOutside: false };
  }
  if (existsSync(join(dataDir, 'postgres', 'PG_VERSION')))
    throw new PostgresUnavailableError(
      `The database lies in ${join(dataDir, 'postgres')}, but PostgreSQL's own user cannot pass through the folders ` +
        'above it. Open them (chmod o+x) or move the data folder.',
    );
  const home = join(SHARED_STATE, `data-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  makeSharedState();
  mkdirSync(home, { recursive: true, mode: 0o710 });
  chownSync(home, 0, user.gid);
  chmodSync(home, 0o710);
  writeFileSync(pointer, `${home}\n`, { mode: 0o600 });
  return { path: home, isOutside: true };
}

/** Where the cluster of a data folder is that was started before. */
export function clusterPlace(dataDir: string): string {
  const pointer = join(dataDir, POINTER);
  return existsSync(pointer) ? pointedHome(pointer) : dataDir;
}

function pointedHome(pointer: string): string {
  const home = readFileSync(pointer, 'utf8').trim();
  if (isAbsolute(home) && existsSync(home)) return realpathSync(home);
  throw new PostgresUnavailableError(
    `${pointer} names a folder that does not exist. Put the database folder back before starting.`,
  );
}

function makeSharedState(): void {
  mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
  chmodSync(SHARED_STATE, 0o755);
}

/** Gives a whole cluster to `user`, as after a restore by root. Links are changed themselves, never followed. */
export function giveTo(user: SystemUser | undefined, folder: string): void {
  if (!user || lstatSync(folder).uid === user.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
  lchownSync(folder, user.uid, user.gid);
}
