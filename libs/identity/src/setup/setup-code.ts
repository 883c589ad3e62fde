import { randomInt, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** No 0, O, 1, I: the code is read off a terminal. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const WRONG_TRIES = 5;

/**
 * The one-time code that proves that whoever sets up can read the server's terminal or its data folder. It lies in a
 * file of its own (0600) until it is used; five wrong tries make a new one.
 */
export class SetupCode {
  #wrongTries = 0;

  /** @param fixed What the operator chose instead of a random code, if anything. */
  constructor(
    private readonly file: string,
    private readonly fixed: string | undefined,
  ) {}

  /** Makes the code on the first start, and keeps it over restarts. */
  ensure(): void {
    if (this.fixed !== undefined) this.#write(this.fixed);
    else if (this.#read() === undefined) this.#write(newCode());
  }

  /** @returns Whether this is the code. The fifth wrong one in a row replaces it. */
  verify(typed: string): boolean {
    const code = this.#read();
    if (code !== undefined && sameCode(code, typed)) {
      this.#wrongTries = 0;
      return true;
    }
    this.#wrongTries += 1;
    if (this.#wrongTries >= WRONG_TRIES) {
      this.#write(newCode());
      this.#wrongTries = 0;
    }
    return false;
  }

  discard(): void {
    rmSync(this.file, { force: true });
  }

  #read(): string | undefined {
    try {
      const code = readFileSync(this.file, 'utf8').trim();
      // A start that was killed while it wrote leaves an empty file, and nothing must not be the right code.
      return canonical(code) === '' ? undefined : code;
    } catch {
      return undefined;
    }
  }

  #write(code: string): void {
    writeFileSync(this.file, `${code}\n`, { mode: 0o600 });
    // The mode above counts for a new file alone.
    chmodSync(this.file, 0o600);
  }
}

function newCode(): string {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${group()}-${group()}-${group()}`;
}

function sameCode(code: string, typed: string): boolean {
  const a = Buffer.from(canonical(code));
  const b = Buffer.from(canonical(typed));
  return a.length === b.length && timingSafeEqual(a, b);
}

const canonical = (code: string): string => code.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
