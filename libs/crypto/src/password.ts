import { type UserId, idBytes } from '@hearthlore/kernel';
import { deriveSubkey, hmac, wipe } from './key-material.js';

/** Parameters of Argon2id by the number stored with a password (`kdfId` of HLW1). */
export interface PasswordStretching {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/**
 * 1 is the default: 128 MiB, three passes, four lanes (above RFC 9106's second recommended option and OWASP's floor);
 * 2 is for machines of 2 GB; 3 for the most careful. Nothing below 2 is ever accepted.
 */
export const PASSWORD_STRETCHING: ReadonlyMap<number, PasswordStretching> = new Map([
  [1, { memoryKiB: 131_072, passes: 3, lanes: 4 }],
  [2, { memoryKiB: 65_536, passes: 3, lanes: 4 }],
  [3, { memoryKiB: 262_144, passes: 3, lanes: 4 }],
]);
export const DEFAULT_STRETCHING = 1;
export const PASSWORD_SALT_BYTES = 16;
export const STRETCHED_BYTES = 32;

/** NFKC, so that the same passphrase typed on two keyboards is the same bytes (NIST SP 800-63B §3.1.1.2). */
export function passphraseBytes(passphrase: string): Uint8Array {
  return new Uint8Array(Buffer.from(passphrase.normalize('NFKC'), 'utf8'));
}

/** What a stretched passphrase and the installation's pepper yield together; neither is enough alone. */
export interface PasswordKeys {
  /** Stored; only a gate, it opens nothing. */
  readonly verifier: Uint8Array;
  /** Key encryption key of the password slot. */
  readonly keyEncryptionKey: Uint8Array;
}

/**
 * One stretch, two purposes (Mozilla onepw): the verifier cannot be turned into the key encryption key.
 *
 * @param stretched 32 bytes from Argon2id over {@link passphraseBytes}.
 * @param pepper 32 bytes of the auth bundle.
 */
export function derivePasswordKeys(stretched: Uint8Array, pepper: Uint8Array, member: UserId): PasswordKeys {
  const prk = hmac(pepper, stretched);
  const authKey = expand(prk, 'hearthlore/v1/auth');
  const keys = { verifier: hmac(authKey, idBytes(member)), keyEncryptionKey: expand(prk, 'hearthlore/v1/kek') };
  wipe(prk, authKey);
  return keys;
}

/** HKDF-Expand (RFC 5869 §2.3) for one block; Extract with the pepper as salt is the HMAC above. */
function expand(prk: Uint8Array, label: string): Uint8Array {
  return hmac(prk, label, Uint8Array.of(1));
}

/** Keys below a user root key, which itself never encrypts anything. */
export const deriveRingKey = (userRootKey: Uint8Array): Uint8Array => deriveSubkey(userRootKey, 'hearthlore/v1/ring');
export const deriveSelfKey = (userRootKey: Uint8Array): Uint8Array => deriveSubkey(userRootKey, 'hearthlore/v1/self');
