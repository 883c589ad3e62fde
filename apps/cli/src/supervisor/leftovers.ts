import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcess, waitForEnd } from '@hearthlore/machine';

const GRACE_MS = 5_000;

/** The services of a run, remembered so that the next one can end those that outlived a killed supervisor. */
export class Leftovers {
  readonly #file: string;
  readonly #lines: string[] = [];

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'services');
  }

  remember(pid: number): void {
    const startedAt = findProcess(pid)?.startedAt;
    if (startedAt === undefined) return;
    this.#lines.push(`${pid}\t${startedAt}\n`);
    writeFileSync(this.#file, this.#lines.join(''), { mode: 0o600 });
  }

  /** A service ends by itself when its supervisor does; one that hangs would keep the port and is killed. */
  async end(): Promise<void> {
    for (const line of this.#read().split('\n')) {
      const [pid, startedAt] = line.split('\t');
      const found = findProcess(Number(pid));
      if (found === undefined || found.startedAt !== startedAt || (await waitForEnd(found, GRACE_MS))) continue;
      process.kill(found.pid, 'SIGKILL');
      await waitForEnd(found, GRACE_MS);
    }
    this.forget();
  }

  forget(): void {
    this.#lines.length = 0;
    rmSync(this.#file, { force: true });
  }

  #read(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }
}
