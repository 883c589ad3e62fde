import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';

/** X25519 (RFC 7748). What is sealed to the public half waits until its member is signed in. */
export interface MemberKeyPair {
  /** 32 bytes, stored in clear. */
  readonly publicKey: Uint8Array;
  /** 32 bytes, sealed in the self set. */
  readonly privateKey: Uint8Array;
}

/** DER before the 32 key bytes: PKCS #8 (private) and SubjectPublicKeyInfo (public), RFC 8410. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_BYTES = 12;

export function newMemberKeyPair(): MemberKeyPair {
  const { privateKey } = generateKeyPairSync('x25519');
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  const raw = new Uint8Array(pkcs8.subarray(PKCS8_PREFIX.length));
  pkcs8.fill(0);
  return { privateKey: raw, publicKey: publicHalf(raw) };
}

/** @param privateKey 32 bytes. @returns The public key that belongs to it: a swapped one in the database is noticed. */
export function publicHalf(privateKey: Uint8Array): Uint8Array {
  const pkcs8 = Buffer.concat([PKCS8_PREFIX, privateKey]);
  const key = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  pkcs8.fill(0);
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(SPKI_BYTES));
}
