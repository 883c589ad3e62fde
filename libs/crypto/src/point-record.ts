import { idBytes, type UserId } from '@hearthlore/kernel';
import { decryptGcm, encryptGcm, NONCE_BYTES, TAG_BYTES } from './authenticated-encryption.js';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { hkdf, randomBytes, wipe } from './key-material.js';
import { pad, unpad } from './padding.js';

/** Whose points, and of which generation of the vector key. */
export interface PointOwner {
  readonly owner: UserId;
  readonly generation: string;
}

const MAGIC = Buffer.from('HLP1', 'ascii');
const BODY_AT = MAGIC.length + NONCE_BYTES;
const RECORD_LABEL = Buffer.from('hearthlore/v1/point\0', 'ascii');
const KEY_LABEL = Buffer.from('hearthlore/v1/point-key\0', 'ascii');
const NO_SALT = new Uint8Array(0);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Seals what lies beside a vector in a foreign store, so that it opens at its own point and nowhere else.
 * [Note: Point record]
 *
 * Format HLP1: magic 4 ‖ nonce 12 ‖ AES-256-GCM ciphertext of the padded plaintext ‖ tag 16. Associated data: label ‖
 * magic ‖ owner 16 ‖ generation ‖ point id 16. The first byte of the point id chooses one of 256 keys: nonces are random,
 * which NIST SP 800-38D §8.3 allows for 2^32 records a key, and a collection that is written to for years stays far below.
 */
export class PointRecords {
  readonly #pointKey: Uint8Array;
  readonly #place: Uint8Array;
  /** Deriving one takes longer than opening a record. */
  readonly #keys = new Map<number, Uint8Array>();
  #isWiped = false;

  /** @param pointKey 32 bytes. Taken over and wiped with the rest. */
  constructor(pointKey: Uint8Array, { owner, generation }: PointOwner) {
    this.#pointKey = pointKey;
    this.#place = Buffer.concat([RECORD_LABEL, MAGIC, idBytes(owner), Buffer.from(generation, 'ascii')]);
  }

  /**
   * @param pointId A UUID in lower case.
   * @param nonce For test vectors only; a fresh random one otherwise.
   * @throws {RangeError} for an id that is none, and after {@link wipe}.
   */
  seal(pointId: string, plaintext: Uint8Array, nonce = randomBytes(NONCE_BYTES)): Uint8Array {
    const id = pointIdBytes(pointId);
    if (id === undefined) throw new RangeError('a point id is a UUID in lower case');
    return Buffer.concat([MAGIC, nonce, encryptGcm(this.#keyOf(id), nonce, this.#dataOf(id), pad(plaintext))]);
  }

  /**
   * @throws {UnreadableCiphertextError} unless it was sealed under these keys at exactly this point.
   * @throws {RangeError} after {@link wipe}.
   */
  open(pointId: string, sealed: Uint8Array): Uint8Array {
    const id = pointIdBytes(pointId);
    if (id === undefined || sealed.length < BODY_AT + TAG_BYTES || !MAGIC.equals(sealed.subarray(0, MAGIC.length)))
      throw new UnreadableCiphertextError();
    const nonce = sealed.subarray(MAGIC.length, BODY_AT);
    return unpad(decryptGcm(this.#keyOf(id), nonce, this.#dataOf(id), sealed.subarray(BODY_AT)));
  }

  wipe(): void {
    wipe(this.#pointKey, ...this.#keys.values());
    this.#keys.clear();
    this.#isWiped = true;
  }

  #keyOf(id: Uint8Array): Uint8Array {
    if (this.#isWiped) throw new RangeError('a wiped key seals and opens nothing');
    const first = id[0] ?? 0;
    const known = this.#keys.get(first);
    if (known !== undefined) return known;
    const key = hkdf(this.#pointKey, NO_SALT, Buffer.concat([KEY_LABEL, Uint8Array.of(first)]));
    this.#keys.set(first, key);
    return key;
  }

  #dataOf(id: Uint8Array): Uint8Array {
    return Buffer.concat([this.#place, id]);
  }
}

function pointIdBytes(pointId: string): Uint8Array | undefined {
  return UUID.test(pointId) ? Buffer.from(pointId.replaceAll('-', ''), 'hex') : undefined;
}
