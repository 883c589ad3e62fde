import { hash } from 'node:crypto';

const LINE_FEED = 10;
const MODULUS = 1n << 256n;

/** How many rows there are, and the sum of their hashes: the same for the same rows in any order. */
export interface RowSum {
  readonly rows: number;
  /** Of SHA-256 of each row in COPY's text format, modulo 2^256. */
  readonly sum: bigint;
}

/** Sums up rows in COPY's text format as they pass, in pieces of any length. */
export class RowSummer {
  #rows = 0;
  #sum = 0n;
  #rest: Buffer = Buffer.alloc(0);

  add(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.subarray(start, end);
      this.#count(this.#rest.length === 0 ? line : Buffer.concat([this.#rest, line]));
      this.#rest = Buffer.alloc(0);
      start = end + 1;
    }
    // A row's end arrives in a later chunk: the piece is copied, because the chunk may be used again.
    if (start < bytes.length) this.#rest = Buffer.concat([this.#rest, bytes.subarray(start)]);
  }

  get result(): RowSum {
    if (this.#rest.length > 0) throw new RangeError('the last row has no end');
    return { rows: this.#rows, sum: this.#sum };
  }

  #count(row: Uint8Array): void {
    this.#rows += 1;
    this.#sum = (this.#sum + BigInt(`0x${hash('sha256', row)}`)) % MODULUS;
  }
}
