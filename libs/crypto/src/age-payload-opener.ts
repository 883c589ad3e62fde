import { createDecipheriv, hkdfSync } from 'node:crypto';
import { UnreadableCiphertextError } from './crypto.errors.js';

/** Of an age file's payload: goes before the first chunk (C2SP age, "Payload"). */
export const AGE_NONCE_BYTES = 16;
/** Ciphertext of a full chunk with its tag, in bytes. */
export const AGE_SEALED_CHUNK_BYTES = 65_552;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const COUNTER_BYTES = 11;

/** Opens what {@link AgePayloadSealer} seals, and any other payload of an age file, chunk by chunk. */
export class AgePayloadOpener {
  readonly #key: Uint8Array;
  #counter = 0;

  /** @param fileKey 16 bytes, from the file's header. @param nonce The first 16 bytes of the payload. */
  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    this.#key = new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', KEY_BYTES));
  }

  /**
   * @param sealed Ciphertext and tag of the next chunk.
   * @param isLast Whether nothing follows: a chunk in the middle does not open as the last one, nor the other way round.
   * @throws {UnreadableCiphertextError} for a chunk that was changed, moved or cut short.
   */
  open(sealed: Uint8Array, isLast: boolean): Uint8Array {
    const isEmptyTail = sealed.length === TAG_BYTES && this.#counter > 0;
    if (sealed.length < TAG_BYTES || isEmptyTail || sealed.length > AGE_SEALED_CHUNK_BYTES)
      throw new UnreadableCiphertextError();
    const nonce = Buffer.alloc(COUNTER_BYTES + 1);
    // Six bytes are 2^48 chunks: no file is that long.
    nonce.writeUIntBE(this.#counter, COUNTER_BYTES - 6, 6);
    nonce[COUNTER_BYTES] = isLast ? 1 : 0;
    this.#counter += 1;
    const decipher = createDecipheriv('chacha20-poly1305', this.#key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      const chunk = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
      // A stream cipher holds nothing back: what `final` would give is empty, and it throws where the tag does not fit.
      decipher.final();
      return chunk;
    } catch (cause) {
      throw new UnreadableCiphertextError({ cause });
    }
  }
}
