import { hash } from 'node:crypto';

/** Length of every hash of the tree, in bytes (SHA-256). */
export const HASH_BYTES = 32;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The two prefixes keep a leaf from being shown as a node (RFC 6962 §2.1). */
export function leafHash(entry: string): Uint8Array {
  return sha256(Buffer.concat([LEAF, Buffer.from(entry, 'utf8')]));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([NODE, left, right]));
}

/** Root of the tree without leaves: the hash of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}

export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(b);
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash('sha256', bytes, 'buffer'));
}
