import { createHash } from 'node:crypto';
import type { UserId } from '@hearthlore/kernel';
import { newId } from '@hearthlore/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { newKey } from './key-material.js';
import { KeySlot, type KeyWrapContext, unwrapKey, wrapKey } from './key-wrap.js';
import { VECTORS } from './vectors/vectors.js';

const context: KeyWrapContext = {
  slot: KeySlot.session,
  subject: VECTORS.member,
  slotId: VECTORS.session,
  stretching: 0,
  masterVersion: 1,
  keyVersion: 1,
};
const { secret, key, salt, nonce } = VECTORS.wrap;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('a wrapped key (HLW1)', () => {
  const wrapped = wrapKey(key, secret, context, { salt, nonce });

  it('is byte for byte the reference vector', () => {
    expect(wrapped).toHaveLength(VECTORS.wrap.length);
    expect(createHash('sha256').update(wrapped).digest('hex')).toBe(VECTORS.wrap.sha256);
    expect(hex(wrapped.subarray(92, 124))).toBe(VECTORS.wrap.commitment);
    expect(hex(wrapped.subarray(124))).toBe(VECTORS.wrap.body);
  });

  it('opens with its secret, also when it is a bundle of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 400 }), (bundle) => {
        const wrappingSecret = newKey();
        expect(hex(unwrapKey(wrapKey(bundle, wrappingSecret, context), wrappingSecret, context))).toBe(hex(bundle));
      }),
    );
  });

  it('refuses every flipped bit position, every cut and every addition with one message', () => {
    const refusals = new Set<string>();
    const attempt = (bytes: Uint8Array): void => {
      try {
        unwrapKey(bytes, secret, context);
        refusals.add('opened');
      } catch (error) {
        refusals.add(error instanceof UnreadableCiphertextError ? error.message : 'other');
      }
    };
    for (let at = 0; at < wrapped.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const flipped = new Uint8Array(wrapped);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
        attempt(flipped);
      }
      attempt(wrapped.subarray(0, at));
    }
    attempt(Buffer.concat([wrapped, Uint8Array.of(0)]));
    expect([...refusals]).toEqual([new UnreadableCiphertextError().message]);
  });

  it.each([
    ['slot', { slot: KeySlot.apiKey }],
    ['member', { subject: newId<UserId>() }],
    ['session', { slotId: newId<UserId>() }],
    ['stretching', { stretching: 1 }],
    ['master key version', { masterVersion: 2 }],
    ['key version', { keyVersion: 2 }],
  ])('does not open for another %s', (_, changed) => {
    expect(() => unwrapKey(wrapped, secret, { ...context, ...changed })).toThrow(UnreadableCiphertextError);
  });

  it('does not open with another secret', () => {
    expect(() => unwrapKey(wrapped, newKey(), context)).toThrow(UnreadableCiphertextError);
  });

  it('checks the commitment before it decrypts', () => {
    const forged = new Uint8Array(wrapped);
    forged.set(newKey(), 92);
    let refusal: unknown;
    try {
      unwrapKey(forged, secret, context);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(UnreadableCiphertextError);
    expect(refusal).not.toHaveProperty('cause');
  });
});
