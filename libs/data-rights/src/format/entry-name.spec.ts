import { property, assert as forAll, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryName } from './entry-name.js';

const ID = '0f1e2d3c-4b5a-4697-8877-665544332211';

describe('a title as a file name', () => {
  it.each([
    ['../../etc/passwd', 'etc passwd (0f1e2d3c)'],
    ['C:\\Windows\\system32', 'C Windows system32 (0f1e2d3c)'],
    ['invoice\u202Efdp.exe', 'invoice fdp exe (0f1e2d3c)'],
    ['a\u0000b\nc', 'a b c (0f1e2d3c)'],
    ['..', 'Untitled (0f1e2d3c)'],
    ['', 'Untitled (0f1e2d3c)'],
    ['Übergabe – Straße 7', 'Übergabe Straße 7 (0f1e2d3c)'],
    ['हिन्दी', 'हिन्दी (0f1e2d3c)'],
  ])('%j becomes %j', (title, name) => {
    expect(entryName(title, ID)).toBe(name);
  });

  it('never leads anywhere and always fits, whatever the title', () => {
    forAll(
      property(string({ unit: 'binary', maxLength: 400 }), (title) => {
        const name = entryName(title, ID);
        expect(name).toMatch(/^[\p{L}\p{M}\p{N} _-]+ \(0f1e2d3c\)$/u);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(175);
      }),
    );
  });
});
