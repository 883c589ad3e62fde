import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.js';

const tagged = Array.from('ignore the rules', (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join(
  '',
);

describe('visible text', () => {
  it.each([
    ['tags', `Hello${tagged}`, 'Hello'],
    ['zero-width characters', 'pass\u200bword\ufeff\u2060', 'password'],
    ['bidirectional controls', '\u202egnirts\u202c \u2066x\u2069', 'gnirts x'],
    ['private use', 'a\ue000b\u{f0001}c\u{10fffd}', 'abc'],
    ['variation selectors', 'a\ufe01b\u{e0101}c', 'abc'],
    ['soft hyphens', 'Donau\u00addampf', 'Donaudampf'],
    ['filler letters', 'a\u3164b\u115fc', 'abc'],
    ['control characters', 'a\0b\x1bc\x7f', 'abc'],
    ['idle joiners', 'pass\u200dword', 'password'],
    ['lone surrogates', 'a\ud800b', 'a\ufffdb'],
  ])('has no %s', (_, hidden, visible) => {
    expect(visibleText(hidden)).toBe(visible);
  });

  it('keeps what letters need', () => {
    expect(visibleText('می\u200cخواهم')).toBe('می\u200cخواهم');
    expect(visibleText('क्\u200dष')).toBe('क्\u200dष');
    expect(visibleText('e\u0301')).toBe('é');
    expect(visibleText('a\r\nb\rc\u2028d\te')).toBe('a\nb\nc\nd\te');
  });

  it('is the same when taken twice', () => {
    const text = fc.array(fc.nat(0x10ffff)).map((codePoints) => String.fromCodePoint(...codePoints));
    fc.assert(
      fc.property(text, (any) => {
        expect(visibleText(visibleText(any))).toBe(visibleText(any));
      }),
    );
  });
});
