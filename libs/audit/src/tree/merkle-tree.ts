import { MerkleFrontier } from './merkle-frontier.js';
import { emptyRoot, nodeHash } from './merkle-hash.js';

/** A whole tree in memory, 64 bytes a leaf, for proofs about what it has. */
export class MerkleTree {
  /** By height: the roots of all perfect subtrees. */
  readonly #levels: Uint8Array[][] = [[]];

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  append(leaf: Uint8Array): void {
    let subtree = leaf;
    for (let height = 0; ; height += 1) {
      const level = (this.#levels[height] ??= []);
      level.push(subtree);
      const left = level.at(-2);
      if (level.length % 2 === 1 || left === undefined) return;
      subtree = nodeHash(left, subtree);
    }
  }

  /** Root of the first `size` leaves. */
  root(size = this.size): Uint8Array {
    return size === 0 ? emptyRoot() : this.#range(0, size);
  }

  /** The path from leaf `index` to the root of the first `size` leaves (RFC 6962 §2.1.1). */
  inclusionProof(index: number, size = this.size): Uint8Array[] {
    if (index < 0 || index >= size || size > this.size) throw new RangeError('no such leaf');
    const path: Uint8Array[] = [];
    let [start, end] = [0, size];
    while (end - start > 1) {
      const middle = start + largestPowerBelow(end - start);
      if (index < middle) {
        path.push(this.#range(middle, end));
        end = middle;
      } else {
        path.push(this.#range(start, middle));
        start = middle;
      }
    }
    return path.reverse();
  }

  /** What shows that the first `from` leaves are the beginning of the first `to` (RFC 6962 §2.1.2). */
  consistencyProof(from: number, to = this.size): Uint8Array[] {
    if (from < 0 || from > to || to > this.size) throw new RangeError('no such sizes');
    if (from === 0 || from === to) return [];
    const proof: Uint8Array[] = [];
    let [start, end] = [0, to];
    while (end !== from) {
      const middle = start + largestPowerBelow(end - start);
      if (from <= middle) {
        proof.push(this.#range(middle, end));
        end = middle;
      } else {
        proof.push(this.#range(start, middle));
        start = middle;
      }
    }
    // The old tree's own subtree is left out only where it is the old root itself, which the verifier has.
    if (start > 0) proof.push(this.#range(start, end));
    return proof.reverse();
  }

  #range(start: number, end: number): Uint8Array {
    const width = end - start;
    const height = Math.log2(width);
    const perfect = Number.isInteger(height) ? this.#levels[height]?.[start / width] : undefined;
    if (perfect !== undefined) return perfect;
    const middle = start + largestPowerBelow(width);
    return nodeHash(this.#range(start, middle), this.#range(middle, end));
  }
}

/** @returns The frontier of a tree with these leaves. */
export function frontierOf(leaves: Iterable<Uint8Array>): MerkleFrontier {
  const frontier = MerkleFrontier.empty();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier;
}

function largestPowerBelow(width: number): number {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}
