import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { termsOf } from '../lexical/term-table.js';
import { buildLexicalPack, decodeLexicalPack, encodeLexicalPack, joinLexicalPacks } from './lexical-pack.js';
import { PackDamagedError } from './pack.errors.js';

const passages = fc.array(
  fc
    .dictionary(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }), fc.integer({ min: 1, max: 400 }), {
      maxKeys: 12,
    })
    .map((counts) => new Map(Object.entries(counts))),
  { maxLength: 8 },
);

describe('lexical pack', () => {
  it('comes back as it was written, terms in order of first appearance', () => {
    fc.assert(
      fc.property(passages, fc.nat({ max: 100_000 }), (all, first) => {
        const pack = buildLexicalPack('de', first, all);
        expect(decodeLexicalPack(encodeLexicalPack(pack))).toEqual(pack);
        expect(termsOf(pack.terms)).toEqual([...new Set(all.flatMap((passage) => [...passage.keys()]))]);
      }),
    );
  });

  it('joins with the one that follows it, and with no other', () => {
    const terms = (...all: string[]) => new Map(all.map((term) => [term, 2]));
    const first = buildLexicalPack('de', 3, [terms('a', 'b'), terms('c')]);
    const second = buildLexicalPack('de', 5, [terms('b', 'd')]);
    expect(joinLexicalPacks(first, second)).toEqual(
      buildLexicalPack('de', 3, [terms('a', 'b'), terms('c'), terms('b', 'd')]),
    );
    expect(joinLexicalPacks(second, first)).toBeUndefined();
    expect(joinLexicalPacks(first, { ...second, language: 'en' })).toBeUndefined();
  });

  it('refuses every shortened or lengthened pack', () => {
    const bytes = encodeLexicalPack(
      buildLexicalPack('en', 0, [
        new Map([
          ['haus', 3],
          ['boot', 1],
        ]),
      ]),
    );
    for (let length = 0; length < bytes.length; length += 1)
      expect(() => decodeLexicalPack(bytes.slice(0, length))).toThrow(PackDamagedError);
    expect(() => decodeLexicalPack(Uint8Array.of(...bytes, 0))).toThrow(PackDamagedError);
  });

  it('answers hostile bytes with its own error, or with what it would write itself', () => {
    const changes = fc.array(fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
    const sound = encodeLexicalPack(
      buildLexicalPack('en', 7, [
        new Map([
          ['über', 300],
          ['boot', 1],
        ]),
        new Map([['boot', 2]]),
      ]),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), changes), (input) => {
        const bytes = input instanceof Uint8Array ? input : sound.slice();
        if (!(input instanceof Uint8Array)) for (const [at, value] of input) bytes[at % bytes.length] = value;
        try {
          expect(encodeLexicalPack(decodeLexicalPack(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'index.damaged' });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not allocate for a count that the bytes cannot hold', () => {
    const huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
    expect(() => decodeLexicalPack(Uint8Array.of(1, 2, 0x65, 0x6e, 0, ...huge, 0))).toThrow(PackDamagedError);
    expect(() => decodeLexicalPack(Uint8Array.of(1, 2, 0x65, 0x6e, 0, 1, ...huge, 0))).toThrow(PackDamagedError);
  });
});
