import { readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Finding, fail, ok, warn } from './finding.js';

/** The parser's jail needs the network permission, which Node has from 26 on. */
const NODE_MAJOR = 26;
const GIGABYTE = 1e9;
const LOW_SPACE = 2 * GIGABYTE;

export function checkNode(version = process.versions.node): Finding {
  const isNew = Number(version.split('.')[0]) >= NODE_MAJOR;
  return isNew
    ? ok('node', `Node ${version}`)
    : fail('node', `Node ${version} cannot keep the parser off the network: start with "npm start", or use 26.`);
}

/** Our own processes switch dumps off; a crashing pdftotext or browser of this user might not. */
export function checkCoreDumps(pattern = read('/proc/sys/kernel/core_pattern')): Finding {
  if (pattern === undefined || pattern.trim() === '') return ok('core dumps', 'off');
  return ok('core dumps', `off for Hearthlore; the system would hand others to "${pattern.trim()}"`);
}

/** Keys and passages live in RAM; plain swap writes RAM to a disk. zram stays in RAM. */
export function checkSwap(swaps = read('/proc/swaps')): Finding {
  const areas = (swaps ?? '')
    .split('\n')
    .slice(1)
    .flatMap((line) => line.split(/\s+/)[0] || []);
  const plain = areas.filter((area) => !area.includes('/zram') && !area.includes('/dm-'));
  if (plain.length === 0) return ok('swap', areas.length > 0 ? 'in RAM or on a mapped (encrypted?) device' : 'none');
  return warn('swap', `${plain.join(', ')} may take keys to disk: switch it off (swapoff -a) or encrypt it.`);
}

export async function checkSpace(dataDir: string): Promise<Finding> {
  let folder = dataDir;
  while (!existsSync(folder)) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / GIGABYTE).toFixed(1)} GB free at ${folder}`;
  return free < LOW_SPACE ? warn('disk', `${text}: make room before it is full.`) : ok('disk', text);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
