import { createHash } from 'node:crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { newKey } from './key-material.js';
import {
  assertCommitment,
  deriveRecordSetKey,
  MAX_RECORDS_PER_TYPE,
  openRecord,
  type RecordPlace,
  RecordType,
  sealRecord,
} from './record.js';
import { VECTORS } from './vectors/vectors.js';

const address = { owner: VECTORS.member, set: VECTORS.document, keyVersion: 1 };
const place: RecordPlace = { type: RecordType.text, index: 7, revision: 0 };
const { dataKey, salt, nonce } = VECTORS.record;
const key = deriveRecordSetKey(dataKey, salt, address);
const plaintext = new Uint8Array(Buffer.from(VECTORS.record.plaintext));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a sealed record (HLC1)', () => {
  const sealed = sealRecord(key, place, plaintext, nonce);

  it('is byte for byte the reference vector', () => {
    expect(hex(key.commitment)).toBe(VECTORS.record.commitment);
    expect(sealed).toHaveLength(VECTORS.record.length);
    expect(createHash('sha256').update(sealed).digest('hex')).toBe(VECTORS.record.sha256);
  });

  it('is never made under a key that was wiped', () => {
    expect(() => deriveRecordSetKey(new Uint8Array(32), salt, address)).toThrow(RangeError);
  });

  it('opens at its place', () => {
    expect(Buffer.from(openRecord(key, place, sealed)).toString()).toBe(VECTORS.record.plaintext);
  });

  it('round-trips anything and grows in steps of 256 bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.nat(MAX_RECORDS_PER_TYPE - 1),
        fc.nat(2 ** 31),
        (bytes, index, revision) => {
          const at = { type: RecordType.vectorPack, index, revision };
          const record = sealRecord(key, at, bytes);
          expect(hex(openRecord(key, at, record))).toBe(hex(bytes));
          expect((record.length - 46) % 256).toBe(0);
        },
      ),
    );
  });

  it('refuses every flipped bit, every cut and every addition with one message', () => {
    const refusals = new Set<string>();
    const attempt = (bytes: Uint8Array): void => {
      try {
        openRecord(key, place, bytes);
        refusals.add('opened');
      } catch (error) {
        refusals.add(error instanceof UnreadableCiphertextError ? error.message : 'other');
      }
    };
    for (let at = 0; at < sealed.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = new Uint8Array(sealed);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        attempt(flipped);
      }
      attempt(sealed.subarray(0, at));
    }
    attempt(Buffer.concat([sealed, Uint8Array.of(0)]));
    expect([...refusals]).toEqual([new UnreadableCiphertextError().message]);
  });

  it.each<[string, Partial<RecordPlace>]>([
    ['type', { type: RecordType.meta }],
    ['index', { index: 8 }],
    ['revision', { revision: 1 }],
    ['end of stream', { last: true }],
  ])('does not open at another %s', (_, changed) => {
    expect(() => openRecord(key, { ...place, ...changed }, sealed)).toThrow(UnreadableCiphertextError);
  });

  it.each([
    ['owner', { owner: newId<UserId>() }],
    ['document', { set: newId<RecordSetId>() }],
    ['key version', { keyVersion: 2 }],
  ])('does not open for another %s, even where the keys of the set were the same', (_, changed) => {
    const moved = { ...key, address: { ...address, ...changed } };
    expect(() => openRecord(moved, place, sealed)).toThrow(UnreadableCiphertextError);
    const derived = deriveRecordSetKey(dataKey, salt, { ...address, ...changed });
    expect(() => openRecord(derived, place, sealed)).toThrow(UnreadableCiphertextError);
  });

  it('does not open under another data key, and the commitment tells before', () => {
    const other = deriveRecordSetKey(newKey(), salt, address);
    expect(() => openRecord(other, place, sealed)).toThrow(UnreadableCiphertextError);
    expect(() => assertCommitment(other, key.commitment)).toThrow(UnreadableCiphertextError);
    expect(() => assertCommitment(key, key.commitment)).not.toThrow();
  });

  it('never seals twice alike, and stops at the limit of one key', () => {
    expect(hex(sealRecord(key, place, plaintext))).not.toBe(hex(sealRecord(key, place, plaintext)));
    expect(() => sealRecord(key, { ...place, index: MAX_RECORDS_PER_TYPE }, plaintext)).toThrow(RangeError);
  });
});
