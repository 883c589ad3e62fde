import { idBytes, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { decryptGcm, encryptGcm, NONCE_BYTES, TAG_BYTES } from './authenticated-encryption.js';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { equalSecrets, hkdf, randomBytes } from './key-material.js';
import { pad, unpad } from './padding.js';

/** What a record holds. Values are part of format HLC1; each type has a key of its own. */
export const RecordType = {
  text: 1,
  vector: 2,
  vectorPack: 3,
  meta: 4,
  conversation: 5,
  lexicalPack: 6,
  fileSegment: 7,
  keyRing: 8,
  manifest: 9,
  self: 10,
  profile: 11,
} as const;
export type RecordType = (typeof RecordType)[keyof typeof RecordType];

/** Whose set it is and which: a document, a conversation, a key ring, a self set or a profile. */
export interface RecordSetAddress {
  readonly owner: UserId;
  readonly set: RecordSetId;
  /** Version of the parent key (user data key) that the set derives from. */
  readonly keyVersion: number;
}

/** One record's place in its set. A ciphertext opens at this place and nowhere else. */
export interface RecordPlace {
  readonly type: RecordType;
  readonly index: number;
  /** Grows with every rewrite, so that an old ciphertext put back does not open. */
  readonly revision: number;
  /** True on the final segment of a file alone: a stream cut short is noticed. */
  readonly last?: boolean;
}

/** The keys of one record set, derived from the member's data key and the set's random salt. */
export interface RecordSetKey {
  readonly address: RecordSetAddress;
  readonly prk: Uint8Array;
  /** 32 bytes stored in clear beside the set and compared before any record is opened. */
  readonly commitment: Uint8Array;
}

/**
 * Most records one type key may seal in its life. Random 96-bit nonces allow 2^32 per key (NIST SP 800-38D §8.3);
 * 2^20 keeps the chance of a repeated nonce below 2^-57.
 */
export const MAX_RECORDS_PER_TYPE = 2 ** 20;

const MAGIC = Buffer.from('HLC1', 'ascii');
const ALGORITHM = 1;
const HEADER_BYTES = 18;
const LAST_AT = 16;
const BODY_AT = HEADER_BYTES + NONCE_BYTES;
const SET_LABEL = Buffer.from('hearthlore/v1/doc\0', 'ascii');
const RECORD_KEY_LABEL = Buffer.from('hearthlore/v1/rec-key\0', 'ascii');
const RECORD_LABEL = Buffer.from('hearthlore/v1/rec\0', 'ascii');
const NO_SALT = new Uint8Array(0);

/**
 * @param salt 32 random bytes, stored in clear with the set.
 * @throws {RangeError} for a wiped key: what it sealed, everybody could open.
 */
export function deriveRecordSetKey(parentKey: Uint8Array, salt: Uint8Array, address: RecordSetAddress): RecordSetKey {
  if (parentKey.every((byte) => byte === 0)) throw new RangeError('a wiped key seals nothing');
  const okm = hkdf(parentKey, salt, Buffer.concat([SET_LABEL, idBytes(address.owner), idBytes(address.set)]), 64);
  return { address, prk: okm.subarray(0, 32), commitment: okm.subarray(32) };
}

/** @throws {UnreadableCiphertextError} where the stored commitment is not the one of this key. */
export function assertCommitment(key: RecordSetKey, stored: Uint8Array): void {
  if (!equalSecrets(key.commitment, stored)) throw new UnreadableCiphertextError();
}

/**
 * Seals one record in format HLC1: padded, encrypted under the set's key for this type, bound to owner, set, type,
 * index, revision and key version.
 *
 * @param nonce For test vectors only; a fresh random one otherwise.
 */
export function sealRecord(
  key: RecordSetKey,
  place: RecordPlace,
  plaintext: Uint8Array,
  nonce = randomBytes(NONCE_BYTES),
): Uint8Array {
  if (place.index >= MAX_RECORDS_PER_TYPE) throw new RangeError('record index beyond the limit of one type key');
  const header = encodeHeader(key.address, place);
  const sealed = encryptGcm(deriveTypeKey(key, place.type), nonce, associatedData(header, key.address), pad(plaintext));
  return Buffer.concat([header, nonce, sealed]);
}

/** @throws {UnreadableCiphertextError} unless the record was sealed for exactly this key and place. */
export function openRecord(key: RecordSetKey, place: RecordPlace, sealed: Uint8Array): Uint8Array {
  if (sealed.length < BODY_AT + TAG_BYTES) throw new UnreadableCiphertextError();
  const header = encodeHeader(key.address, place);
  if (!equalSecrets(sealed.subarray(0, HEADER_BYTES), header)) throw new UnreadableCiphertextError();
  const padded = decryptGcm(
    deriveTypeKey(key, place.type),
    sealed.subarray(HEADER_BYTES, BODY_AT),
    associatedData(header, key.address),
    sealed.subarray(BODY_AT),
  );
  return unpad(padded);
}

/** Whether a record says that it is the last segment of its file; it opens only if that is what was sealed. */
export function isLastSegment(sealed: Uint8Array): boolean {
  return sealed[LAST_AT] === 1;
}

function deriveTypeKey(key: RecordSetKey, type: RecordType): Uint8Array {
  return hkdf(key.prk, NO_SALT, Buffer.concat([RECORD_KEY_LABEL, Uint8Array.of(type)]));
}

function associatedData(header: Uint8Array, address: RecordSetAddress): Uint8Array {
  return Buffer.concat([RECORD_LABEL, header, idBytes(address.owner), idBytes(address.set)]);
}

function encodeHeader(address: RecordSetAddress, place: RecordPlace): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(MAGIC);
  header[4] = ALGORITHM;
  header[5] = place.type;
  header.writeUInt16BE(address.keyVersion, 6);
  header.writeUInt32BE(place.index, 8);
  header.writeUInt32BE(place.revision, 12);
  header[LAST_AT] = place.last === true ? 1 : 0;
  return header;
}
