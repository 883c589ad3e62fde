import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { hmac } from './key-material.js';

/** PKCS #8 prefix of an Ed25519 seed, and prefix of a public key (RFC 8410 §7, §4). */
const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const AUDIT_TAG_BYTES = 16;

/** What stands in the audit log in the place of an id: without the key and all of `parts` it leads to nobody. */
export function auditTag(auditKey: Uint8Array, ...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return hmac(auditKey, ...parts).slice(0, AUDIT_TAG_BYTES);
}

/** Signs the text of a note (Ed25519, RFC 8032). @returns 64 bytes. */
export function signNoteText(seed: Uint8Array, text: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, text, privateKey(seed)));
}

export function isNoteSignature(publicKey: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return verify(null, text, key, signature);
}

/** @returns The 32 bytes that verify what the seed signs. */
export function notePublicKey(seed: Uint8Array): Uint8Array {
  const spki = createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' });
  return new Uint8Array(spki.subarray(PUBLIC_PREFIX.length));
}

function privateKey(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([SEED_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}
