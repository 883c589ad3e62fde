import { UnreadableCiphertextError } from './crypto.errors.js';
import { KEY_BYTES, newKey, wipe } from './key-material.js';

/** A member's keys for content. The newest data key writes, all read. */
export interface KeyRing {
  /** User data keys by version, from 1. */
  readonly dataKeys: ReadonlyMap<number, Uint8Array>;
  /** Recognises the same file twice; never rotates. */
  readonly dedupeKey: Uint8Array;
  /** Protects vectors that leave for a foreign store. A new one comes with every new data key; nothing reads the old. */
  readonly vectorKey: Uint8Array;
}

const VERSION = 1;

export function newKeyRing(): KeyRing {
  return { dataKeys: new Map([[1, newKey()]]), dedupeKey: newKey(), vectorKey: newKey() };
}

export function newestDataKeyVersion(ring: KeyRing): number {
  return Math.max(...ring.dataKeys.keys());
}

/** version u8 ‖ dedupe key ‖ vector key ‖ per data key: version u16, key. */
export function encodeKeyRing(ring: KeyRing): Uint8Array {
  const dataKeys = [...ring.dataKeys].map(([version, key]) => {
    const part = Buffer.alloc(2 + KEY_BYTES);
    part.writeUInt16BE(version);
    part.set(key, 2);
    return part;
  });
  return Buffer.concat([Uint8Array.of(VERSION), ring.dedupeKey, ring.vectorKey, ...dataKeys]);
}

/**
 * @returns Keys in memory of their own: the caller wipes `bytes`, and a slice of a Buffer would be wiped with it.
 * @throws {UnreadableCiphertextError} for anything that {@link encodeKeyRing} cannot have written.
 */
export function decodeKeyRing(bytes: Uint8Array): KeyRing {
  const first = 1 + 2 * KEY_BYTES;
  const step = 2 + KEY_BYTES;
  if (bytes[0] !== VERSION || bytes.length < first + step || (bytes.length - first) % step !== 0) {
    throw new UnreadableCiphertextError();
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const dataKeys = new Map<number, Uint8Array>();
  const keyAt = (at: number): Uint8Array => new Uint8Array(bytes.subarray(at, at + KEY_BYTES));
  for (let at = first; at < bytes.length; at += step) dataKeys.set(view.getUint16(at), keyAt(at + 2));
  return { dataKeys, dedupeKey: keyAt(1), vectorKey: keyAt(1 + KEY_BYTES) };
}

export function wipeKeyRing(ring: KeyRing): void {
  wipe(ring.dedupeKey, ring.vectorKey, ...ring.dataKeys.values());
}
