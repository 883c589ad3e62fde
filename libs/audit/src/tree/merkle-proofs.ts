import { isSameHash, nodeHash } from './merkle-hash.js';

/** Whether `leaf` is number `index` of the tree with this root (RFC 9162 §2.1.3.2). */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index < 0 || index >= size) return false;
  let [own, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (own % 2 === 1 || own === last) {
      hash = nodeHash(sibling, hash);
      while (own % 2 === 0 && own !== 0) [own, last] = [half(own), half(last)];
    } else hash = nodeHash(hash, sibling);
    [own, last] = [half(own), half(last)];
  }
  return last === 0 && isSameHash(hash, root);
}

/** A root and how many leaves it is of. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Whether the older tree is the beginning of the newer one (RFC 9162 §2.1.4.2). */
export function isConsistent(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (older.size > newer.size) return false;
  if (older.size === newer.size) return proof.length === 0 && isSameHash(older.root, newer.root);
  if (older.size === 0) return proof.length === 0;
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let [own, last] = [older.size - 1, newer.size - 1];
  while (own % 2 === 1) [own, last] = [half(own), half(last)];
  let [olderRoot, newerRoot] = [first, first];
  for (const hash of path) {
    if (last === 0) return false;
    if (own % 2 === 1 || own === last) {
      olderRoot = nodeHash(hash, olderRoot);
      newerRoot = nodeHash(hash, newerRoot);
      while (own % 2 === 0 && own !== 0) [own, last] = [half(own), half(last)];
    } else newerRoot = nodeHash(newerRoot, hash);
    [own, last] = [half(own), half(last)];
  }
  return last === 0 && isSameHash(olderRoot, older.root) && isSameHash(newerRoot, newer.root);
}

/** Sizes may be beyond 32 bits, which the shift operators cut off. */
const half = (value: number): number => Math.floor(value / 2);

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}
