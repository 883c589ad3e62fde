import { bufferToBase64URLString } from '@simplewebauthn/browser';

/** Separates the secret for unlocking from any other use of the same authenticator's function. */
const LABEL = 'hearthlore/v1/prf-unlock';

/**
 * The secret that the server wraps a key with. What the authenticator itself computed never leaves this browser.
 *
 * @param output Of the WebAuthn PRF extension: 32 bytes.
 * @returns 32 bytes in base64url.
 */
export async function prfUnlockSecret(output: ArrayBuffer): Promise<string> {
  const key = await crypto.subtle.importKey('raw', output, 'HKDF', false, ['deriveBits']);
  const salt = new Uint8Array(0);
  const info = new TextEncoder().encode(LABEL);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, 256);
  return bufferToBase64URLString(bits);
}
