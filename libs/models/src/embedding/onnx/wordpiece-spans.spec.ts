import { describe, expect, it } from 'vitest';
import { wordPieceSpans } from './wordpiece-spans.js';

const placed = (text: string, ...pieces: string[]): string[] =>
  wordPieceSpans(text, pieces).map(([start, end]) => text.slice(start, end));

describe('wordPieceSpans', () => {
  it('follows pieces of words and punctuation', () => {
    expect(placed('  Un-bel¡ievable!', 'un', '-', 'bel', '¡', 'ie', '##va', '##ble', '!')).toEqual([
      'Un',
      '-',
      'bel',
      '¡',
      'ie',
      'va',
      'ble',
      '!',
    ]);
  });

  it('counts accents with their letter, composed or not', () => {
    expect(placed('Wörld Wo\u0308rld x', 'world', 'wo', '##rld', 'x')).toEqual(['Wörld', 'Wo\u0308', 'rld', 'x']);
  });

  it('passes over characters that the tokenizer drops', () => {
    expect(placed('un\u00adbe\u200blief\0s', 'un', '##bel', '##ief', '##s')).toEqual(['un', 'be\u200bl', 'ief', 's']);
  });

  it('takes an unknown word whole', () => {
    expect(placed('a ☃☃ b', 'a', '[UNK]', 'b')).toEqual(['a', '☃☃', 'b']);
  });

  it('reads every ideograph as a word', () => {
    expect(placed('東京は', '東', '京', 'は')).toEqual(['東', '京', 'は']);
  });

  it('counts characters outside the basic plane as the text does', () => {
    expect(placed('x😀y z', 'x😀', '##y', 'z')).toEqual(['x😀', 'y', 'z']);
  });

  it('stays inside the text when there are more pieces than words', () => {
    expect(wordPieceSpans('ab', ['ab', 'cd', '##ef'])).toEqual([
      [0, 2],
      [2, 2],
      [2, 2],
    ]);
  });
});
