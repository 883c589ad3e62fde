import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MarkerEraser } from './marker-eraser.js';

function erased(pieces: readonly string[], marker = 'abab12'): string {
  const eraser = new MarkerEraser(marker);
  return pieces.map((piece) => eraser.push(piece)).join('') + eraser.flush();
}

describe('MarkerEraser', () => {
  it('takes the marker and the space behind it out', () => {
    expect(erased(['abab12 First.\nabab12 Second.'])).toBe('First.\nSecond.');
  });

  it('does so wherever the stream is cut', () => {
    const word = fc.constantFrom('abab12', 'abab12 ', 'ab', 'abab', '12', ' ', 'a', 'Text.');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join('');
        expect(erased(Array.from(text))).toBe(erased([text]));
        expect(erased(words)).toBe(erased([text]));
      }),
    );
  });
});
