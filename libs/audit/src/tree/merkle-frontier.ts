import { emptyRoot, HASH_BYTES, nodeHash } from './merkle-hash.js';

/**
 * The right edge of a Merkle tree: the roots of the perfect subtrees that its size splits into, largest first (a
 * "compact range"). Enough to add leaves and to tell the root, in memory that grows with the logarithm of the size.
 */
export class MerkleFrontier {
  #size: number;
  readonly #roots: Uint8Array[];

  private constructor(size: number, roots: Uint8Array[]) {
    this.#size = size;
    this.#roots = roots;
  }

  static empty(): MerkleFrontier {
    return new MerkleFrontier(0, []);
  }

  /** @returns What `encode` wrote for a tree of `size` leaves, or `undefined` where the length does not fit the size. */
  static decode(size: number, bytes: Uint8Array): MerkleFrontier | undefined {
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    const ones = size.toString(2).replaceAll('0', '').length;
    if (bytes.length !== ones * HASH_BYTES) return undefined;
    const roots = Array.from({ length: ones }, (_, index) => bytes.slice(index * HASH_BYTES, (index + 1) * HASH_BYTES));
    return new MerkleFrontier(size, roots);
  }

  get size(): number {
    return this.#size;
  }

  copy(): MerkleFrontier {
    return new MerkleFrontier(this.#size, [...this.#roots]);
  }

  /** @param leaf Its hash, see `leafHash`. */
  append(leaf: Uint8Array): void {
    let subtree = leaf;
    // Each one at the end of the size is a subtree of the same height that the new one completes.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#roots.pop();
      if (left === undefined) throw new RangeError('the frontier does not fit its size');
      subtree = nodeHash(left, subtree);
    }
    this.#roots.push(subtree);
    this.#size += 1;
  }

  /** The tree's root (RFC 6962 §2.1). */
  root(): Uint8Array {
    return this.#roots.length === 0 ? emptyRoot() : this.#roots.reduceRight((right, left) => nodeHash(left, right));
  }

  encode(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#roots));
  }
}
