import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKey } from './key-material.js';
import { formatRecoveryKey, parseRecoveryKey, recoveryLocator } from './recovery-key.js';
import { UnreadableRecoveryKeyError } from './recovery-key.errors.js';

describe('a recovery key on paper', () => {
  it('has 13 groups of four and a check group, and reads back as written, typed or scribbled', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (key) => {
        const text = formatRecoveryKey(key);
        expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){13}[0-9A-HJKMNP-TV-Z]{2}$/);
        for (const typed of [
          text,
          text.toLowerCase(),
          text.replaceAll('-', ' '),
          text.replaceAll('0', 'O').replaceAll('1', 'l'),
        ])
          expect(Buffer.from(parseRecoveryKey(typed)).equals(key)).toBe(true);
      }),
    );
  });

  it('notices one wrong character nearly always', () => {
    const text = formatRecoveryKey(newKey());
    let unnoticed = 0;
    for (let at = 0; at < text.length; at += 1) {
      for (const symbol of 'ABCDEFGH') {
        if (text[at] === '-' || text[at] === symbol) continue;
        try {
          parseRecoveryKey(text.slice(0, at) + symbol + text.slice(at + 1));
          unnoticed += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableRecoveryKeyError);
        }
      }
    }
    expect(unnoticed).toBeLessThan(8);
  });

  it('is found by a locator that does not give it away', () => {
    const key = newKey();
    expect(recoveryLocator(key)).toHaveLength(32);
    expect(Buffer.from(recoveryLocator(key)).equals(key)).toBe(false);
  });
});
