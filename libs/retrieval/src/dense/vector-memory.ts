import { type ScanKernel, scanKernel } from './scan-kernel.js';

const PAGE = 65_536;
/** WebAssembly's 4 GiB: 11 million vectors of 384 dimensions. */
const MOST_PAGES = 65_536;
/** The kernel reads 16 values at a time. */
const LANES = 16;
const BYTES_PER_QUERY_VALUE = 2;
const BYTES_PER_PRODUCT = 4;
/** Vectors per call of the kernel: their products stay in the processor's first cache. */
const BLOCK = 2_048;

/** The int8 values of all vectors one after the other, in memory that the scan kernel can read. See [Note: Scan kernel]. */
export class VectorMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: ScanKernel;
  readonly #dimensions: number;
  readonly #stride: number;
  readonly #products: number;
  readonly #vectors: number;
  #count = 0;

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
    this.#stride = Math.ceil(dimensions / LANES) * LANES;
    this.#products = this.#stride * BYTES_PER_QUERY_VALUE;
    this.#vectors = this.#products + BLOCK * BYTES_PER_PRODUCT;
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(this.#vectors / PAGE), maximum: MOST_PAGES });
    this.#kernel = scanKernel(this.#memory);
  }

  get bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** @param values Any number of vectors of `dimensions` values. */
  append(values: Int8Array): void {
    const count = values.length / this.#dimensions;
    this.#reserve(count);
    const target = new Int8Array(this.#memory.buffer, this.#at(this.#count));
    if (this.#stride === this.#dimensions) target.set(values);
    else
      for (let i = 0; i < count; i += 1)
        target.set(values.subarray(i * this.#dimensions, (i + 1) * this.#dimensions), i * this.#stride);
    this.#count += count;
  }

  /** Forgets every vector and keeps the memory, for those that come next. */
  clear(): void {
    this.#count = 0;
  }

  /** @returns A copy. */
  read(vector: number): Int8Array {
    return new Int8Array(this.#memory.buffer, this.#at(vector), this.#dimensions).slice();
  }

  /** @param visit Gets the products of a run of vectors and the number of the first; they are overwritten after it returns. */
  scan(query: Int16Array, count: number, visit: (products: Int32Array, first: number) => void): void {
    const padded = new Int16Array(this.#memory.buffer, 0, this.#stride);
    padded.fill(0);
    padded.set(query);
    for (let first = 0; first < count; first += BLOCK) {
      const block = Math.min(BLOCK, count - first);
      this.#kernel(this.#at(first), block, this.#stride, 0, this.#products);
      visit(new Int32Array(this.#memory.buffer, this.#products, block), first);
    }
  }

  #at(vector: number): number {
    return this.#vectors + vector * this.#stride;
  }

  /** Grows by a quarter at least: growing replaces the buffer object, and may have to move what is in it. */
  #reserve(more: number): void {
    const missing = this.#at(this.#count + more) - this.bytes;
    if (missing > 0) this.#memory.grow(Math.ceil(Math.max(missing, this.bytes / 4) / PAGE));
  }
}
