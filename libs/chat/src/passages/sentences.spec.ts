import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.js';

const texts = (text: string): string[] => sentencesOf(text).map((sentence) => sentence.text);

describe('sentencesOf', () => {
  it('splits where sentences end, not where the page’s lines do', () => {
    expect(texts('It ends\nin 2027. Is it renewed?\n\nA heading\n\nYes.')).toEqual([
      'It ends\nin 2027.',
      'Is it renewed?',
      'A heading',
      'Yes.',
    ]);
  });

  it('splits Chinese, Japanese and Hindi', () => {
    expect(texts('保险到期。狗叫雷克斯。')).toHaveLength(2);
    expect(texts('घर का बीमा समाप्त होता है। कुत्ता रेक्स है।')).toHaveLength(2);
  });

  it('cuts what has no full stop at words', () => {
    const pieces = texts('item '.repeat(300));
    expect(pieces.length).toBeGreaterThan(3);
    for (const piece of pieces) expect(piece).toMatch(/^item( item)*$/);
  });

  it('gives stretches of the text, in order, that leave nothing but space out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 900 }), (text) => {
        let end = 0;
        for (const sentence of sentencesOf(text)) {
          expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
          expect(text.slice(end, sentence.start).trim()).toBe('');
          end = sentence.end;
        }
        expect(text.slice(end).trim()).toBe('');
      }),
    );
  });
});
