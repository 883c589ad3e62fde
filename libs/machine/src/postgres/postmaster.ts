import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../processes/port.js';
import { findProcess, type RunningProcess, waitForEnd } from '../processes/running-process.js';
import { executable, type PostgresBinaries } from './binaries.js';
import { serverEnvironment } from './cluster.js';
import { PostgresUnavailableError } from './postgres.errors.js';
import { serverSettings } from './settings.js';
import type { SystemUser } from './system-user.js';

/** Enough for the last few lines, kept in RAM alone. */
const TAIL_CHARACTERS = 4000;
/** A killed postmaster stays a zombie, and its children hold shared memory, for up to about a second. */
const ATTEMPTS = 20;
const ATTEMPT_PAUSE_MS = 500;
const FAST_STOP_MS = 4_000;
const ORPHAN_STOP_MS = 30_000;

/** A PostgreSQL server that this process started. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves with its last words when the server ends, wanted or not. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface PostmasterOptions {
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly isDurable: boolean;
}

/**
 * Starts the server of a cluster, after ending one that a killed supervisor left behind.
 *
 * @throws {PostgresUnavailableError} with the server's own words when it does not come up.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<Postmaster> {
  await clearTheWay(options);
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const started = await attemptStart(options, port);
    if (typeof started !== 'string') return started;
    const isPassing = /lock file|still in use|could not bind|Address already in use/.test(started);
    if (!isPassing || attempt === ATTEMPTS)
      throw new PostgresUnavailableError(`PostgreSQL did not start: ${started.trim()}`);
    await sleep(ATTEMPT_PAUSE_MS);
  }
}

/** Ends an orphaned server of this very cluster, and forgets a pid file whose pid is gone or is somebody else's. */
async function clearTheWay({ folder, user }: PostmasterOptions): Promise<void> {
  const orphan = findOrphan(folder, user);
  if (orphan) {
    process.kill(orphan.pid, 'SIGINT');
    if (!(await waitForEnd(orphan, ORPHAN_STOP_MS))) {
      process.kill(orphan.pid, 'SIGQUIT');
      await waitForEnd(orphan, ORPHAN_STOP_MS);
    }
  }
  rmSync(join(folder, 'postmaster.pid'), { force: true });
}

/** The file's pid counts only when a postgres on this folder under the expected user bears it: pids are reused. */
export function findOrphan(folder: string, user: SystemUser | undefined): RunningProcess | undefined {
  const found = findProcess(recordedPid(folder));
  if (found?.uid !== undefined && found.uid !== (user?.uid ?? process.getuid?.())) return undefined;
  const isOurs = found?.commandLine[0]?.includes('postgres') && found.commandLine.includes(folder);
  return isOurs ? found : undefined;
}

function recordedPid(folder: string): number {
  try {
    return Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return Number.NaN;
  }
}

/** @returns The running server, or what it said before it gave up. */
async function attemptStart(options: PostmasterOptions, port: number): Promise<Postmaster | string> {
  // Detached: Ctrl-C in a terminal reaches the whole process group, and the database must outlive its clients.
  const child = spawn(
    executable(options.binaries, 'postgres'),
    ['-D', options.folder, ...serverSettings(port, options.isDurable)],
    {
      ...options.user,
      cwd: '/',
      detached: true,
      env: serverEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let tail = '';
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(tail));
  });
  const ready = new Promise<true>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-TAIL_CHARACTERS);
      if (tail.includes('ready to accept connections')) resolve(true);
    });
  });
  const outcome = await Promise.race([ready, ended]);
  if (typeof outcome === 'string' || child.pid === undefined) return typeof outcome === 'string' ? outcome : tail;
  return { pid: child.pid, port, ended, stop: () => stop(child, ended) };
}

/** A fast stop (SIGINT) ends sessions and writes a checkpoint; an immediate one (SIGQUIT) is repaired at next start. */
async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS);
  await ended;
  clearTimeout(timer);
}
