import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.js';

const RUSSIAN = 'Привет, бабушка! Спасибо за варенье, оно очень вкусное.';
/** windows-1251 and koi8-r place Russian letters in different halves of the upper range. */
const encoded = (text: string, label: string) => {
  const table = new Map(
    Array.from({ length: 256 }, (_, byte) => [new TextDecoder(label).decode(Uint8Array.of(byte)), byte]),
  );
  return Uint8Array.from(Array.from(text), (letter) => table.get(letter) ?? 0x3f);
};

describe('decoding text', () => {
  it.each([
    ['UTF-8', new TextEncoder().encode('Größe €'), 'Größe €'],
    ['UTF-8 with a mark', Uint8Array.from([0xef, 0xbb, 0xbf, 0x41]), 'A'],
    ['UTF-16 with a mark', Uint8Array.from([0xff, 0xfe, 0x41, 0, 0x31, 0x04]), 'Aб'],
    ['big-endian UTF-16 with a mark', Uint8Array.from([0xfe, 0xff, 0, 0x41]), 'A'],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from('A letter to you', 'utf16le')), 'A letter to you'],
    ['windows-1252', encoded('Größe: 5 € für Müllers Äpfel', 'windows-1252'), 'Größe: 5 € für Müllers Äpfel'],
    ['windows-1251', encoded(RUSSIAN, 'windows-1251'), RUSSIAN],
    ['koi8-r', encoded(RUSSIAN, 'koi8-r'), RUSSIAN],
  ])('reads %s', (_, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it('believes a declared charset only when the bytes are not UTF-8', () => {
    expect(decodeText(encoded('ąę', 'windows-1250'), 'windows-1250')).toBe('ąę');
    expect(decodeText(new TextEncoder().encode('ąę'), 'windows-1250')).toBe('ąę');
    expect(decodeText(Uint8Array.of(0x41, 0xe9), 'no-such-charset')).toBe('Aé');
    expect(decodeText(Uint8Array.of(0x41, 0xe9), 'utf-16')).toBe('Aé');
  });
});
