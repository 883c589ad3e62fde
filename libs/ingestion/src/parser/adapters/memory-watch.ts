import { readFile } from 'node:fs/promises';

/**
 * Calls back once when a process holds more resident memory than allowed: V8's limit does not cover buffers, and a limit
 * on address space alone would have to be far larger than what a parser may use.
 * @returns Ends the watch. Systems without /proc are not watched.
 */
export function watchMemory(
  pid: number,
  limit: { readonly bytes: number; readonly everyMilliseconds: number },
  onExceeded: () => void,
): () => void {
  const timer = setInterval(() => {
    void residentBytes(pid).then((bytes) => {
      if (bytes <= limit.bytes) return;
      clearInterval(timer);
      onExceeded();
    });
  }, limit.everyMilliseconds);
  return () => clearInterval(timer);
}

async function residentBytes(pid: number): Promise<number> {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    // It has ended, or there is no /proc.
    return 0;
  }
}
