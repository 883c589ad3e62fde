import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatApiKey, newApiKeyToken, parseApiKey } from './api-key.js';

const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keyIds = fc.stringMatching(/^[0-9A-Za-z]{12}$/);

describe('the key of a program', () => {
  it('has the form that is promised, and reads back', () => {
    fc.assert(
      fc.property(keyIds, secrets, (keyId, secret) => {
        const text = formatApiKey({ keyId, secret });
        expect(text).toMatch(/^hlk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
        const read = parseApiKey(text);
        expect(read?.keyId).toBe(keyId);
        expect(read && Buffer.from(read.secret).equals(secret)).toBe(true);
      }),
    );
  });

  it('keeps its form: CRC-32 over everything before it, base 62 from 0 to z', () => {
    const secret = Uint8Array.from({ length: 32 }, (_, at) => at);
    expect(formatApiKey({ keyId: '0123456789AB', secret })).toBe(
      'hlk_0123456789AB_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf2X0dOR',
    );
  });

  it('is a new one every time', () => {
    const [one, other] = [newApiKeyToken(), newApiKeyToken()];
    expect(one.keyId).toMatch(/^[0-9A-Za-z]{12}$/);
    expect(one.keyId).not.toBe(other.keyId);
    expect(Buffer.from(one.secret).equals(other.secret)).toBe(false);
  });

  it('is not read with one character changed, dropped or added', () => {
    const text = formatApiKey(newApiKeyToken());
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.stringMatching(/^[0-9A-Za-z_]$/), (at, symbol) => {
        fc.pre(text[at] !== symbol);
        expect(parseApiKey(text.slice(0, at) + symbol + text.slice(at + 1))).toBeUndefined();
        expect(parseApiKey(text.slice(0, at) + text.slice(at + 1))).toBeUndefined();
      }),
    );
    for (const other of [`${text} `, ` ${text}`, `${text}\n`, `${text}${text}`, text.toLowerCase()])
      expect(parseApiKey(other)).toBeUndefined();
  });

  it('is not read from noise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(parseApiKey(text)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is not read where its secret is more than 32 bytes hold, though the check fits', () => {
    const body = `hlk_0123456789AB_${'z'.repeat(43)}`;
    let check = '';
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    for (let left = crc32(body); check.length < 6; left = Math.floor(left / 62))
      check = alphabet.charAt(left % 62) + check;
    expect(parseApiKey(body + check)).toBeUndefined();
  });
});
