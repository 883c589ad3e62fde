import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PackDamagedError } from './pack.errors.js';
import { decodeVectorPack, encodeVectorPack, joinVectorPacks, type VectorPack } from './vector-pack.js';

const DIMENSIONS = 5;
const packs: fc.Arbitrary<VectorPack> = fc
  .array(
    fc.record({
      passage: fc.nat({ max: 70_000 }),
      window: fc.option(fc.nat({ max: 40 })),
      start: fc.nat({ max: 5_000 }),
      length: fc.nat({ max: 900 }),
      scale: fc.float({ min: 0, max: 1, noNaN: true }),
      values: fc.array(fc.integer({ min: -127, max: 127 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS }),
    }),
    { maxLength: 9 },
  )
  .chain((vectors) => fc.record({ vectors: fc.constant(vectors), isComplete: fc.boolean() }))
  .map(({ vectors, isComplete }) => ({
    modelId: 'minilm/int8',
    dimensions: DIMENSIONS,
    isComplete,
    places: vectors.map(({ passage, window, start, length }) => ({ passage, window, start, end: start + length })),
    scales: Float32Array.from(vectors, ({ scale }) => scale),
    values: Int8Array.from(vectors.flatMap(({ values }) => values)),
  }));

describe('vector pack', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(packs, (pack) => {
        expect(decodeVectorPack(encodeVectorPack(pack))).toEqual(pack);
      }),
    );
  });

  it('joins vectors in order and takes the mark of the last', () => {
    fc.assert(
      fc.property(packs, packs, (first, second) => {
        const joined = joinVectorPacks(first, second);
        expect(joined.places).toEqual([...first.places, ...second.places]);
        expect([...joined.values]).toEqual([...first.values, ...second.values]);
        expect([...joined.scales]).toEqual([...first.scales, ...second.scales]);
        expect(joined.isComplete).toBe(second.isComplete);
      }),
    );
  });

  it('refuses every shortened or lengthened pack', () => {
    const [pack] = fc.sample(
      packs.filter(({ places }) => places.length > 1),
      { numRuns: 1, seed: 7 },
    );
    const bytes = pack === undefined ? new Uint8Array() : encodeVectorPack(pack);
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => decodeVectorPack(bytes.slice(0, length))).toThrow(PackDamagedError);
    expect(() => decodeVectorPack(Uint8Array.of(...bytes, 0))).toThrow(PackDamagedError);
  });

  it('answers hostile bytes with its own error, or with what it would write itself', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(packs, changes, (pack, input) => {
        const bytes = encodeVectorPack(pack);
        for (const [at, value] of input) bytes[at % bytes.length] = value;
        try {
          expect(encodeVectorPack(decodeVectorPack(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'index.damaged' });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['another version', [2, 1, 0, 1, 0x6d, 1, 0]],
    ['another encoding', [1, 2, 0, 1, 0x6d, 1, 0]],
    ['unknown flags', [1, 1, 2, 1, 0x6d, 1, 0]],
    ['no dimensions', [1, 1, 0, 1, 0x6d, 0, 0]],
    ['more vectors than bytes', [1, 1, 0, 1, 0x6d, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a number written longer than needed', [1, 1, 0, 1, 0x6d, 1, 0x80, 0]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeVectorPack(Uint8Array.from(bytes))).toThrow(PackDamagedError);
  });
});
