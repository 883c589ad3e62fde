import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@hearthlore/kernel';
import { findProcess } from './running-process.js';

const STOPPING = 'stopping';

/** A running Hearthlore already serves this folder. */
export class FolderInUseError extends AppError {
  readonly kind = 'conflict';
  readonly code = 'folder.in-use';
  override readonly details: { readonly pid: number; readonly isStopping: boolean };
  constructor(folder: string, pid: number, isStopping: boolean) {
    super(`Hearthlore already runs on ${folder} (process ${pid}). Stop it first, or choose another data folder.`);
    this.details = { pid, isStopping };
  }
}

/** A claim on a folder. */
export interface FolderLock {
  /** Tells others that waiting is worth it. */
  markStopping(): void;
  release(): void;
}

/**
 * Claims a folder for this process. A claim whose process has ended, by kill -9 or a power cut, is taken over.
 *
 * The claim names pid, start time and boot, so that a reused pid does not keep the folder closed. It is published by
 * `link`, which fails where a claim exists; taking over renames the old claim away first and looks at what it got, so
 * that of two processes doing so at once only one goes on.
 *
 * @throws {FolderInUseError} when the process of the claim runs.
 */
export function acquireLock(folder: string): FolderLock {
  const file = join(folder, 'lock');
  const claim = `${process.pid}\n${findProcess(process.pid)?.startedAt ?? ''}\n`;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, claim, { mode: 0o600 });
  try {
    while (!publish(draft, file)) removeStale(folder, file, `${draft}.stale`);
  } finally {
    rmSync(draft, { force: true });
  }
  const isHeld = (): boolean => read(file)?.startsWith(claim) ?? false;
  return {
    markStopping: () => {
      if (isHeld()) writeFileSync(file, `${claim}${STOPPING}\n`);
    },
    release: () => {
      if (isHeld()) rmSync(file, { force: true });
    },
  };
}

function publish(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function removeStale(folder: string, file: string, aside: string): void {
  const claim = read(file);
  if (claim === undefined) return;
  refuseLive(folder, claim);
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const taken = read(aside);
  if (taken !== undefined && taken !== claim && publish(aside, file)) refuseLive(folder, taken);
  rmSync(aside, { force: true });
}

function refuseLive(folder: string, claim: string): void {
  const [pid, startedAt, state] = claim.split('\n');
  if (findProcess(Number(pid))?.startedAt === startedAt)
    throw new FolderInUseError(folder, Number(pid), state === STOPPING);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
