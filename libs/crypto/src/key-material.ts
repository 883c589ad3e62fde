import { createHmac, hkdfSync, randomFillSync, timingSafeEqual } from 'node:crypto';

/** Length of every symmetric key in Hearthlore, in bytes (AES-256, HMAC-SHA-256). */
export const KEY_BYTES = 32;

const NO_SALT = new Uint8Array(0);

/** HKDF-SHA-256 (RFC 5869), extract and expand. @returns `length` bytes. */
export function hkdf(
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array | string,
  length = KEY_BYTES,
): Uint8Array {
  const infoBytes = typeof info === 'string' ? Buffer.from(info, 'ascii') : info;
  return new Uint8Array(hkdfSync('sha256', inputKey, salt, infoBytes, length));
}

/** A key for one named purpose below `parent`; the label is the whole difference between siblings. */
export function deriveSubkey(parent: Uint8Array, label: string): Uint8Array {
  return hkdf(parent, NO_SALT, label);
}

export function hmac(key: Uint8Array, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return new Uint8Array(mac.digest());
}

/** Fresh random bytes outside Buffer's shared pool, so that wiping them wipes nothing else and leaves no copy. */
export function randomBytes(length: number): Uint8Array {
  return randomFillSync(new Uint8Array(length));
}

export function newKey(): Uint8Array {
  return randomBytes(KEY_BYTES);
}

/** Compares secrets in constant time; different lengths are simply different. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Overwrites keys that are no longer needed. The runtime may hold copies: this shortens exposure, it proves nothing. */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0);
}
