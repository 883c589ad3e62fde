import { createHash, randomUUID } from 'node:crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { newKey } from './key-material.js';
import { type PointOwner, PointRecords } from './point-record.js';
import { VECTORS } from './vectors/vectors.js';

const { pointKey, pointId, generation, nonce } = VECTORS.point;
const place: PointOwner = { owner: VECTORS.member, generation };
const records = (changed: Partial<PointOwner> = {}, key: Uint8Array = pointKey): PointRecords =>
  new PointRecords(new Uint8Array(key), { ...place, ...changed });
const plaintext = new Uint8Array(Buffer.from(VECTORS.point.plaintext));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a point record (HLP1)', () => {
  const sealed = records().seal(pointId, plaintext, nonce);

  it('is byte for byte that of a second implementation', () => {
    expect(sealed).toHaveLength(VECTORS.point.length);
    expect(createHash('sha256').update(sealed).digest('hex')).toBe(VECTORS.point.sha256);
  });

  it('opens at its point', () => {
    expect(Buffer.from(records().open(pointId, sealed)).toString()).toBe(VECTORS.point.plaintext);
  });

  it('round-trips anything at any point and grows in steps of 256 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.uuid(), (bytes, id) => {
        const record = records().seal(id, bytes);
        expect(hex(records().open(id, record))).toBe(hex(bytes));
        expect((record.length - 32) % 256).toBe(0);
      }),
    );
  });

  it('refuses every flipped bit, every cut and every addition with one message', () => {
    const mine = records();
    const refusals = new Set<string>();
    const attempt = (bytes: Uint8Array): void => {
      try {
        mine.open(pointId, bytes);
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

  it('opens at no other point, whether or not its key is the same', () => {
    const sameKey = pointId.replace(/4$/, '5');
    for (const other of [sameKey, randomUUID(), `f${pointId.slice(1)}`])
      expect(() => records().open(other, sealed)).toThrow(UnreadableCiphertextError);
  });

  it.each<[string, Partial<PointOwner>]>([
    ['owner', { owner: newId<UserId>() }],
    ['generation', { generation: '0123456789abcdee' }],
  ])('does not open for another %s, even where the key is the same', (_, changed) => {
    expect(() => records(changed).open(pointId, sealed)).toThrow(UnreadableCiphertextError);
  });

  it('does not open under another key', () => {
    expect(() => records({}, newKey()).open(pointId, sealed)).toThrow(UnreadableCiphertextError);
  });

  it.each(['', 'a point', pointId.toUpperCase().replaceAll('4', 'A'), `${pointId}0`, pointId.replaceAll('-', '')])(
    'neither seals nor opens at %j, which is no point id',
    (id) => {
      expect(() => records().seal(id, plaintext)).toThrow(RangeError);
      expect(() => records().open(id, sealed)).toThrow(UnreadableCiphertextError);
    },
  );

  it('never seals twice alike', () => {
    const mine = records();
    expect(hex(mine.seal(pointId, plaintext))).not.toBe(hex(mine.seal(pointId, plaintext)));
  });

  it('is neither made nor opened when its keys were wiped, the one handed over among them', () => {
    const key = newKey();
    const mine = new PointRecords(key, place);
    const record = mine.seal(pointId, plaintext);
    mine.wipe();
    expect(key.every((byte) => byte === 0)).toBe(true);
    for (const id of [pointId, randomUUID()]) {
      expect(() => mine.seal(id, plaintext)).toThrow(RangeError);
      expect(() => mine.open(id, record)).toThrow(RangeError);
    }
  });
});
