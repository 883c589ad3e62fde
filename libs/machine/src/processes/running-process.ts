import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the system says about a running process. */
export interface RunningProcess {
  readonly pid: number;
  /** Opaque; differs between two processes that had the same pid one after the other. */
  readonly startedAt: string;
  readonly commandLine: readonly string[];
  /** `undefined` where the system does not say. */
  readonly uid: number | undefined;
}

/** @returns `undefined` for a pid that is free or belongs to a process that has ended and only waits to be reaped. */
export function findProcess(pid: number): RunningProcess | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc_pid_stat(5): the name in brackets may hold anything; the state is field 3, the start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return {
      pid,
      startedAt: `${bootId} ${fields[19]}`,
      commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'),
      uid: statSync(`/proc/${pid}`).uid,
    };
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): RunningProcess | undefined {
  const ask = (column: string): string =>
    execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  try {
    if (ask('state').startsWith('Z')) return undefined;
    return { pid, startedAt: ask('lstart'), commandLine: ask('command').split(' '), uid: Number(ask('uid')) };
  } catch {
    return undefined;
  }
}

/** @returns Whether the process was gone within `milliseconds`. */
export async function waitForEnd(target: RunningProcess, milliseconds: number): Promise<boolean> {
  for (let waited = 0; ; waited += 50) {
    if (findProcess(target.pid)?.startedAt !== target.startedAt) return true;
    if (waited >= milliseconds) return false;
    await sleep(50);
  }
}
