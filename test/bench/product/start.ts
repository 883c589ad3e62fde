import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { newDataDir, type Product, removeDataDir, startProduct } from '../../harness/product.js';
import { describeSample } from './statistics.js';

const ROUNDS = 5;
/** The embedding sessions shrink and connections close after a minute without work. */
const IDLE_WAIT = 75_000;

/** Start on a new and on an old data folder, and memory of all processes once nothing has happened for a while. */
export async function main(): Promise<void> {
  const fresh: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const dataDir = newDataDir();
    for (const sample of [fresh, warm]) {
      const started = performance.now();
      const product = await startProduct({ dataDir });
      sample.push((performance.now() - started) / 1000);
      await product.stop();
    }
    removeDataDir(dataDir);
  }
  console.log(`ready on a new data folder, s: ${describeSample(fresh)}   goal 10`);
  console.log(`ready on an old data folder, s: ${describeSample(warm)}   goal 3`);
  console.log(`old/new: ${(Math.min(...warm) / Math.min(...fresh)).toFixed(2)}`);
  const product = await startProduct();
  await sleep(IDLE_WAIT);
  printMemory(product);
  await product.dispose();
}

function printMemory(product: Product): void {
  const processes = family(product.pid).map((pid) => ({ pid, ...memoryOf(pid) }));
  for (const { pid, rss, pss, command } of processes) console.log(`  ${pid}  rss ${rss} MB  pss ${pss} MB  ${command}`);
  const sum = (of: 'rss' | 'pss'): number => processes.reduce((total, one) => total + one[of], 0);
  // Resident sizes count pages that processes share once for each; the proportional ones count them once.
  console.log(`idle memory of ${processes.length} processes, MB: rss ${sum('rss')}, pss ${sum('pss')}   goal 700`);
}

/** A process and everything below it. */
function family(root: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
        return [{ pid: Number(pid), parent: Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]) }];
      } catch {
        return [];
      }
    });
  const found = [root];
  for (const pid of found) found.push(...parents.filter(({ parent }) => parent === pid).map((one) => one.pid));
  return found;
}

function memoryOf(pid: number): { rss: number; pss: number; command: string } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) / 1024);
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { rss: megabytes('Rss'), pss: megabytes('Pss'), command: command.replaceAll(/\S*\//g, '').slice(0, 60) };
}
