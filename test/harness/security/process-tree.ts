import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process and all that descend from it, itself last. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const collect = (root: number): number[] => [...(children.get(root) ?? []).flatMap(collect), root];
  return collect(pid);
}

/** As a power cut would, as far as processes can tell: nobody gets to do anything any more. */
export async function killTree(pid: number): Promise<void> {
  const all = new Set<number>();
  // Stopped first, so that none notices that another one died; and again while there are those born meanwhile.
  for (let born = processTree(pid); born.length > 0; born = processTree(pid).filter((one) => !all.has(one))) {
    for (const one of born) {
      all.add(one);
      send(one, 'SIGSTOP');
    }
  }
  for (const one of all) send(one, 'SIGKILL');
  while ([...all].some(isRunning)) await sleep(5);
}

function parentOf(pid: number): number | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  // The name in parentheses may hold anything; state and parent follow it.
  const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  return parent === undefined ? undefined : Number(parent);
}

/** A zombie has ended; only its parent has not asked yet. */
function isRunning(pid: number): boolean {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  return stat !== '' && !/^[ZX]$/.test(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0] ?? '');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime.
  }
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
