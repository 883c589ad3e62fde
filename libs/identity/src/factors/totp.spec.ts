import { describe, expect, it } from 'vitest';
import { describeSeed, matchTotp, newSeed } from './totp.js';

/** RFC 6238, Appendix B, SHA-1: the last six of its eight digits. */
const SEED = new Uint8Array(Buffer.from('12345678901234567890', 'ascii'));
const at = (seconds: number): Date => new Date(seconds * 1000);

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('is the one of RFC 6238 at %i', (seconds, code) => {
    expect(matchTotp(SEED, code, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it('is taken one step early or late, and no further', () => {
    const [seconds, code] = [1_234_567_890, '005924'];
    const step = Math.floor(seconds / 30);
    for (const off of [-30, 0, 30]) expect(matchTotp(SEED, code, at(seconds + off))).toBe(step);
    for (const off of [-60, 60]) expect(matchTotp(SEED, code, at(seconds + off))).toBeUndefined();
  });

  it('is taken once: neither its step nor an earlier one is taken again', () => {
    const [seconds, code] = [1_234_567_890, '005924'];
    const step = Math.floor(seconds / 30);
    expect(matchTotp(SEED, code, at(seconds), step - 1)).toBe(step);
    expect(matchTotp(SEED, code, at(seconds), step)).toBeUndefined();
    expect(matchTotp(SEED, code, at(seconds), step + 1)).toBeUndefined();
    // A clock that was set back by hours.
    expect(matchTotp(SEED, code, at(seconds), step + 500)).toBeUndefined();
  });

  it.each(['', '00592', '0059244', '00592a', ' 05924', '５９２４００', '005924\n'])('is not %j', (code) => {
    expect(matchTotp(SEED, code, at(1_234_567_890))).toBeUndefined();
  });
});

describe('a seed', () => {
  it('has 20 random bytes, and is written in base32 and as an address for apps', () => {
    const seed = newSeed();
    expect(seed).toHaveLength(20);
    expect(newSeed()).not.toEqual(seed);
    const { secret, uri } = describeSeed(SEED, 'ada@family.example');
    expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    const url = new URL(uri);
    expect(url.protocol).toBe('otpauth:');
    expect(decodeURIComponent(url.pathname)).toContain('Hearthlore:ada@family.example');
    expect(url.searchParams.get('secret')).toBe(secret);
  });
});
