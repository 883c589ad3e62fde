import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { formsIn } from './byte-search.js';
import type { ByteForm } from './byte-forms.js';

const STEP = 16 * 1024 * 1024;

/**
 * Looks through the writable memory of another process: what it was given, computed, or freed and not overwritten.
 *
 * @returns The names of the forms that occur; `undefined` where the system does not let us look.
 */
export function formsInMemory(pid: number, forms: readonly ByteForm[]): string[] | undefined {
  const longest = Math.max(...forms.map(({ bytes }) => bytes.length));
  const found = new Set<string>();
  const memory = openMemory(pid);
  if (memory === undefined) return undefined;
  try {
    for (const { start, end } of writableRegions(pid)) {
      // Steps overlap by the longest form, so that none is cut in two.
      for (let at = start; at < end; at += STEP - longest) {
        const chunk = Buffer.allocUnsafe(Math.min(STEP, end - at));
        const length = readAt(memory, chunk, at);
        for (const name of formsIn(chunk.subarray(0, length), forms)) found.add(name);
      }
    }
  } finally {
    closeSync(memory);
  }
  return [...found];
}

function openMemory(pid: number): number | undefined {
  try {
    return openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return undefined;
  }
}

function writableRegions(pid: number): { start: number; end: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, start = '', end = '', modes = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
      return modes.startsWith('rw') ? [{ start: Number.parseInt(start, 16), end: Number.parseInt(end, 16) }] : [];
    });
}

/** A region may be gone by now, or be one that only the kernel reads. */
function readAt(memory: number, chunk: Buffer, at: number): number {
  try {
    return readSync(memory, chunk, 0, chunk.length, at);
  } catch {
    return 0;
  }
}
