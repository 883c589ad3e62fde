import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type Id, idBytes, type UserId } from '@hearthlore/kernel';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { pad, unpad } from './padding.js';

/** RFC 9180, base mode. Exported for its test vectors; the library's index does not have it. */
export const SUITE = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

const HEADER = Buffer.from('HLB1\x01', 'latin1');
const ENCAPSULATED_BYTES = 32;
const CIPHERTEXT_AT = HEADER.length + ENCAPSULATED_BYTES;

/** Where a box belongs. Everything here is bound into its key: elsewhere it does not open. */
export interface BoxAddress {
  readonly purpose: 'ingest';
  readonly owner: UserId;
  /** Which one of the owner's. */
  readonly item: Id<string>;
}

/**
 * Seals something to a member who is not there: whoever seals cannot open it again. It does not tell who sealed it,
 * since the public key is all that it takes.
 *
 * @param publicKey 32 bytes (X25519).
 * @returns `HLB1` ‖ 01 ‖ encapsulated key 32 ‖ ciphertext of the padded plaintext ‖ tag 16.
 */
export async function sealBox(publicKey: Uint8Array, address: BoxAddress, plaintext: Uint8Array): Promise<Uint8Array> {
  const recipientPublicKey = await SUITE.kem.deserializePublicKey(publicKey);
  const sealed = await SUITE.seal({ recipientPublicKey, info: infoOf(address) }, pad(plaintext), HEADER);
  return Buffer.concat([HEADER, new Uint8Array(sealed.enc), new Uint8Array(sealed.ct)]);
}

/** @param privateKey 32 bytes. @throws {UnreadableCiphertextError} for another key, another address, or any altered byte. */
export async function openBox(privateKey: Uint8Array, address: BoxAddress, sealed: Uint8Array): Promise<Uint8Array> {
  if (!Buffer.from(sealed.subarray(0, HEADER.length)).equals(HEADER) || sealed.length <= CIPHERTEXT_AT)
    throw new UnreadableCiphertextError();
  try {
    const recipientKey = await SUITE.kem.deserializePrivateKey(privateKey);
    const enc = sealed.slice(HEADER.length, CIPHERTEXT_AT);
    const opened = await SUITE.open({ recipientKey, enc, info: infoOf(address) }, sealed.slice(CIPHERTEXT_AT), HEADER);
    return unpad(new Uint8Array(opened));
  } catch (cause) {
    throw new UnreadableCiphertextError({ cause });
  }
}

function infoOf({ purpose, owner, item }: BoxAddress): Uint8Array {
  return Buffer.concat([Buffer.from(`hearthlore/v1/box\0${purpose}\0`, 'ascii'), idBytes(owner), idBytes(item)]);
}
