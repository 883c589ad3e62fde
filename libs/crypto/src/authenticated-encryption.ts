import { createCipheriv, createDecipheriv } from 'node:crypto';
import { UnreadableCiphertextError } from './crypto.errors.js';

export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/**
 * AES-256-GCM (NIST SP 800-38D). Not exported from the library: every caller outside goes through a function that
 * names what is protected and builds the associated data itself.
 *
 * @returns ciphertext ‖ 16-byte tag.
 */
export function encryptGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData);
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** @throws {UnreadableCiphertextError} unless key, nonce, associated data, ciphertext and tag all belong together. */
export function decryptGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  if (sealed.length < TAG_BYTES) throw new UnreadableCiphertextError();
  const split = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData);
  decipher.setAuthTag(sealed.subarray(split));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, split)), decipher.final()]);
  } catch (cause) {
    throw new UnreadableCiphertextError({ cause });
  }
}
