import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackDamagedError } from '../packs/pack.errors.js';
import { decodePointPayload, encodePointPayload, type PointPayload } from './point-payload.js';

const owned = { owner: newId<UserId>(), document: newId<DocumentId>() };
const home = (count: number, dimensions: number): PointPayload => ({
  kind: 'home',
  ...owned,
  edition: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  passage: 300,
  dimensions,
  isWindow: Array.from({ length: count }, (_, i) => i > 0),
  scales: Float32Array.from({ length: count }, (_, i) => 1 / (i + 2)),
  values: Int8Array.from({ length: count * dimensions }, (_, i) => (i % 255) - 127),
});
const guest: PointPayload = { kind: 'guest', ...owned, passage: 7, home: '0a0b0c0d-0000-8000-8000-ffffffffffff' };

describe('a point payload', () => {
  it('comes back as it was written', () => {
    expect(decodePointPayload(encodePointPayload(guest))).toEqual(guest);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 40 }), (count, dimensions) => {
        const payload = home(count, dimensions);
        expect(decodePointPayload(encodePointPayload(payload))).toEqual(payload);
      }),
    );
  });

  it.each([
    ['home', home(2, 3)],
    ['guest', guest],
  ])('of a %s is refused when it is shorter or longer', (_, payload) => {
    const bytes = encodePointPayload(payload);
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => decodePointPayload(bytes.subarray(0, length))).toThrow(PackDamagedError);
    expect(() => decodePointPayload(Uint8Array.of(...bytes, 0))).toThrow(PackDamagedError);
  });

  it('answers hostile bytes with its own error, or with what it would write itself', () => {
    const sound = encodePointPayload(home(2, 3));
    const changes = fc.array(fc.tuple(fc.nat({ max: 80 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 90 }), changes), (input) => {
        const bytes = input instanceof Uint8Array ? input : sound.slice();
        if (!(input instanceof Uint8Array)) for (const [at, value] of input) bytes[at % bytes.length] = value;
        try {
          expect(encodePointPayload(decodePointPayload(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'index.damaged' });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
