import { type Id, idBytes } from '@hearthlore/kernel';
import { decryptGcm, encryptGcm, NONCE_BYTES, TAG_BYTES } from './authenticated-encryption.js';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { equalSecrets, hkdf, randomBytes } from './key-material.js';

/** The ways in. Values are part of format HLW1. */
export const KeySlot = {
  password: 1,
  recovery: 2,
  session: 3,
  apiKey: 4,
  passkey: 5,
  install: 7,
} as const;
export type KeySlot = (typeof KeySlot)[keyof typeof KeySlot];

/** Where a wrapped key belongs. Everything here is bound into the derived key and the associated data. */
export interface KeyWrapContext {
  readonly slot: KeySlot;
  /** Whose key it is: a member, or the installation. */
  readonly subject: Id<string>;
  /** Which session, API key or credential wraps it; absent for slots that exist once. */
  readonly slotId?: Id<string>;
  /** 0 for none, else the stretching parameters (see `PASSWORD_STRETCHING`). */
  readonly stretching: number;
  /** Version of the master key or pepper that takes part; 0 where the slot does without. */
  readonly masterVersion: number;
  /** Version of the key inside. */
  readonly keyVersion: number;
}

const MAGIC = Buffer.from('HLW1', 'ascii');
const ALGORITHM = 1;
const HEADER_BYTES = 48;
const SALT_BYTES = 32;
const COMMITMENT_BYTES = 32;
const NONCE_AT = HEADER_BYTES + SALT_BYTES;
const COMMITMENT_AT = NONCE_AT + NONCE_BYTES;
const BODY_AT = COMMITMENT_AT + COMMITMENT_BYTES;
const LABEL = Buffer.from('hearthlore/v1/wrap\0', 'ascii');
const NO_ID = new Uint8Array(16);

/**
 * Wraps a key, or a small bundle of keys, in format HLW1.
 *
 * @param wrappingSecret At least 128 bits of secret: a key encryption key, a recovery key, a keyed hash of a token.
 * @param randomness For test vectors only: a fixed salt (32 bytes) and nonce (12 bytes).
 * @returns 140 bytes more than `key`.
 */
export function wrapKey(
  key: Uint8Array,
  wrappingSecret: Uint8Array,
  context: KeyWrapContext,
  randomness: { readonly salt: Uint8Array; readonly nonce: Uint8Array } = {
    salt: randomBytes(SALT_BYTES),
    nonce: randomBytes(NONCE_BYTES),
  },
): Uint8Array {
  const header = encodeHeader(context);
  const { encryptionKey, commitment } = deriveWrappingKeys(wrappingSecret, randomness.salt, header);
  const prefix = Buffer.concat([header, randomness.salt, randomness.nonce, commitment]);
  return Buffer.concat([prefix, encryptGcm(encryptionKey, randomness.nonce, prefix, key)]);
}

/**
 * Opens a wrapped key. The commitment is compared before anything is decrypted, so one ciphertext cannot open under
 * two keys (AES-GCM alone does not promise that).
 *
 * @throws {UnreadableCiphertextError} for a wrong secret, another context, or any altered byte.
 */
export function unwrapKey(wrapped: Uint8Array, wrappingSecret: Uint8Array, context: KeyWrapContext): Uint8Array {
  if (wrapped.length < BODY_AT + TAG_BYTES) throw new UnreadableCiphertextError();
  const header = encodeHeader(context);
  if (!equalSecrets(wrapped.subarray(0, HEADER_BYTES), header)) throw new UnreadableCiphertextError();
  const { encryptionKey, commitment } = deriveWrappingKeys(
    wrappingSecret,
    wrapped.subarray(HEADER_BYTES, NONCE_AT),
    header,
  );
  if (!equalSecrets(commitment, wrapped.subarray(COMMITMENT_AT, BODY_AT))) throw new UnreadableCiphertextError();
  return decryptGcm(
    encryptionKey,
    wrapped.subarray(NONCE_AT, COMMITMENT_AT),
    wrapped.subarray(0, BODY_AT),
    wrapped.subarray(BODY_AT),
  );
}

function deriveWrappingKeys(wrappingSecret: Uint8Array, salt: Uint8Array, header: Uint8Array) {
  const okm = hkdf(wrappingSecret, salt, Buffer.concat([LABEL, header]), 64);
  return { encryptionKey: okm.subarray(0, 32), commitment: okm.subarray(32) };
}

function encodeHeader(context: KeyWrapContext): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(MAGIC);
  header[4] = ALGORITHM;
  header[5] = context.slot;
  header.writeUInt16BE(context.stretching, 6);
  header.writeUInt16BE(context.masterVersion, 8);
  header.writeUInt16BE(context.keyVersion, 10);
  header.set(idBytes(context.subject), 16);
  header.set(context.slotId === undefined ? NO_ID : idBytes(context.slotId), 32);
  return header;
}
