import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { RecordType } from './record.js';
import { RecordManifest } from './record-manifest.js';

describe('a record manifest', () => {
  it('remembers which records exist at which revision', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...Object.values(RecordType)), fc.nat(500), fc.nat(9), fc.boolean())),
        (steps) => {
          const manifest = new RecordManifest();
          const model = new Map<string, number>();
          for (const [type, index, revision, removed] of steps) {
            if (removed) manifest.remove(type, index);
            else manifest.put(type, index, revision);
            if (removed) model.delete(`${type}.${index}`);
            else model.set(`${type}.${index}`, revision);
          }
          const read = RecordManifest.decode(manifest.encode());
          for (const type of Object.values(RecordType)) {
            expect(read.count(type)).toBe([...model.keys()].filter((entry) => entry.startsWith(`${type}.`)).length);
            for (const index of read.indexes(type))
              expect(read.revision(type, index)).toBe(model.get(`${type}.${index}`));
          }
        },
      ),
    );
  });

  it('stays small for a long document written in one go', () => {
    const manifest = new RecordManifest();
    for (let index = 0; index < 5000; index += 1) manifest.put(RecordType.text, index, 3);
    expect(manifest.encode().length).toBe(1 + 9 + 12);
  });

  it('refuses bytes it cannot have written', () => {
    const manifest = new RecordManifest();
    manifest.put(RecordType.text, 0, 1);
    const bytes = manifest.encode();
    for (const bad of [
      new Uint8Array(0),
      Uint8Array.of(2),
      bytes.subarray(0, 8),
      Uint8Array.of(1, 99, 0, 0, 0, 1, 0, 0, 0, 0),
    ])
      expect(() => RecordManifest.decode(bad)).toThrow(UnreadableCiphertextError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          RecordManifest.decode(noise);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableCiphertextError);
        }
      }),
    );
  });
});
