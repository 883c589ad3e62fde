import { decryptGcm, encryptGcm, NONCE_BYTES } from './authenticated-encryption.js';
import { deriveSubkey, hmac, randomBytes } from './key-material.js';
import type { KeySlot } from './key-wrap.js';

/** What the database keeps of a session or API key secret: enough to recognise it, not to use it. */
export function tokenVerifier(tokenKey: Uint8Array, purpose: 'sess' | 'api', secret: Uint8Array): Uint8Array {
  return hmac(tokenKey, purpose, secret);
}

/** Recognises whose public key a program's key was made for; without the program's secret nobody can make another. */
export function recipientTag(tokenKey: Uint8Array, secret: Uint8Array, publicKey: Uint8Array): Uint8Array {
  return hmac(tokenKey, 'box', secret, publicKey);
}

/** Wrapping secret of a session, API key or passkey slot: needs the installation's token key and the client's secret. */
export function tokenWrappingSecret(tokenKey: Uint8Array, slot: KeySlot, secret: Uint8Array): Uint8Array {
  return hmac(tokenKey, 'wrap', Uint8Array.of(slot), secret);
}

const SUCCESSOR_LABEL = 'hearthlore/v1/succ';

/** Keeps the next refresh token readable by the bearer of the old one alone, for answers lost on the way. */
export function sealSuccessor(oldSecret: Uint8Array, session: Uint8Array, successor: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  return Buffer.concat([nonce, encryptGcm(deriveSubkey(oldSecret, SUCCESSOR_LABEL), nonce, session, successor)]);
}

export function openSuccessor(oldSecret: Uint8Array, session: Uint8Array, sealed: Uint8Array): Uint8Array {
  const key = deriveSubkey(oldSecret, SUCCESSOR_LABEL);
  return decryptGcm(key, sealed.subarray(0, NONCE_BYTES), session, sealed.subarray(NONCE_BYTES));
}
