import { describe, expect, it } from 'vitest';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { newKey } from './key-material.js';
import { decodeKeyRing, encodeKeyRing, newestDataKeyVersion, newKeyRing, wipeKeyRing } from './key-ring.js';
import { KeySlot } from './key-wrap.js';
import { openSuccessor, sealSuccessor, tokenVerifier, tokenWrappingSecret } from './token-secrets.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('token secrets', () => {
  it('give a stored verifier that never equals a wrapping secret', () => {
    const tokenKey = newKey();
    const secret = newKey();
    const values = [
      tokenVerifier(tokenKey, 'sess', secret),
      tokenVerifier(tokenKey, 'api', secret),
      tokenWrappingSecret(tokenKey, KeySlot.session, secret),
      tokenWrappingSecret(tokenKey, KeySlot.apiKey, secret),
    ].map(hex);
    expect(new Set(values).size).toBe(values.length);
  });

  it('let the bearer of the old token alone read its successor', () => {
    const old = newKey();
    const session = newKey().subarray(0, 16);
    const sealed = sealSuccessor(old, session, Buffer.from('next'));
    expect(Buffer.from(openSuccessor(old, session, sealed)).toString()).toBe('next');
    expect(() => openSuccessor(newKey(), session, sealed)).toThrow(UnreadableCiphertextError);
    expect(() => openSuccessor(old, newKey().subarray(0, 16), sealed)).toThrow(UnreadableCiphertextError);
  });
});

describe('a key ring', () => {
  it('reads back as written and refuses anything else', () => {
    const ring = newKeyRing();
    const read = decodeKeyRing(encodeKeyRing({ ...ring, dataKeys: new Map([...ring.dataKeys, [2, newKey()]]) }));
    expect(hex(read.dedupeKey)).toBe(hex(ring.dedupeKey));
    expect(newestDataKeyVersion(read)).toBe(2);
    for (const bad of [new Uint8Array(0), new Uint8Array(66), encodeKeyRing(ring).subarray(1)])
      expect(() => decodeKeyRing(bad)).toThrow(UnreadableCiphertextError);
  });

  it('can be wiped', () => {
    const ring = newKeyRing();
    wipeKeyRing(ring);
    expect([...ring.dedupeKey, ...ring.vectorKey, ...(ring.dataKeys.get(1) ?? [])].every((byte) => byte === 0)).toBe(
      true,
    );
  });
});
