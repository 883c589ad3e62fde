import { createHash, type Hash, hash } from 'node:crypto';
import { CopyRows } from '../archive/copy-rows.js';

const MODULUS = 1n << 256n;

/** How many rows there are, and the sum of their hashes: the same for the same rows in any order. */
export interface RowSum {
  readonly rows: number;
  /** Of SHA-256 of each row in COPY's binary format, modulo 2^256. */
  readonly sum: bigint;
}

/** Sums up rows in COPY's binary format as they pass, in pieces of any length; files may follow each other. */
export class RowSummer {
  #rows = 0;
  #sum = 0n;
  #file: CopyRows | undefined;
  #isInRows = false;
  /** Of a row whose end arrives in a later piece. */
  #begun: Hash | undefined;

  /** @throws {RangeError} for anything that is no such file. */
  add(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) at += this.#addOfFile(chunk.subarray(at));
  }

  /** @throws {RangeError} after a file without an end. */
  get result(): RowSum {
    if (this.#file !== undefined) throw new RangeError('the last file of rows has no end');
    return { rows: this.#rows, sum: this.#sum };
  }

  /** @returns How much of it belongs to the file. */
  #addOfFile(chunk: Uint8Array): number {
    const file = (this.#file ??= new CopyRows());
    let start = 0;
    const length = file.walk(chunk, (end) => {
      if (this.#isInRows) this.#count(chunk.subarray(start, end));
      this.#isInRows = true;
      start = end;
    });
    if (file.isOver) {
      this.#file = undefined;
      this.#begun = undefined;
      this.#isInRows = false;
    } else if (this.#isInRows && start < length) {
      this.#begun = (this.#begun ?? createHash('sha256')).update(chunk.subarray(start, length));
    }
    return length;
  }

  /** @param piece The row, or what was missing of it. */
  #count(piece: Uint8Array): void {
    const digest = this.#begun === undefined ? hash('sha256', piece) : this.#begun.update(piece).digest('hex');
    this.#begun = undefined;
    this.#rows += 1;
    this.#sum = (this.#sum + BigInt(`0x${digest}`)) % MODULUS;
  }
}
