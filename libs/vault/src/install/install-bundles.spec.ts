import { createHash } from 'node:crypto';
import { deriveApiKey, deriveWorkerKey, KeySlot, unwrapKey, wrapKey } from '@hearthlore/crypto';
import type { Id } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import {
  type AuthBundle,
  decodeAuthBundle,
  decodeOpsBundle,
  encodeAuthBundle,
  encodeOpsBundle,
  type OpsBundle,
} from './install-bundles.js';

const filled = (value: number, length = 32): Uint8Array => new Uint8Array(length).fill(value);
const masterKey = filled(0x99);
const context = {
  slot: KeySlot.install,
  subject: '44444444-4444-4444-8444-444444444444' as Id<'installation'>,
  stretching: 0,
  masterVersion: 3,
  keyVersion: 1,
};
const randomness = { salt: filled(0xcc), nonce: filled(0xdd, 12) };
const auth: AuthBundle = {
  peppers: new Map([
    [1, filled(1)],
    [3, filled(3)],
  ]),
  tokenKey: filled(4),
  indexKey: filled(5),
  accessTokenSeed: filled(6),
  profileKey: filled(7),
};
const ops: OpsBundle = { tenantKey: filled(8), auditKey: filled(9), signingSeed: filled(10) };

describe('the bundles of an installation', () => {
  it.each([
    [
      'auth',
      encodeAuthBundle(auth),
      deriveApiKey(masterKey),
      'c25010ddbfd4c4a92f869a6e475aea2e2a03698e7b36b773919bde6723b8266a',
    ],
    [
      'ops',
      encodeOpsBundle(ops),
      deriveWorkerKey(masterKey),
      '2e01af73f362813cb90bd4e2a63ce0259c6e09cc5265a39cd10c2af2e5dd9180',
    ],
  ])('%s is byte for byte what stored ones are (HLW1, slot 7)', (_kind, bytes, key, sha256) => {
    const wrapped = wrapKey(bytes, key, context, randomness);
    expect(wrapped).toHaveLength(bytes.length + 140);
    expect(createHash('sha256').update(wrapped).digest('hex')).toBe(sha256);
    expect(Buffer.from(unwrapKey(wrapped, key, context)).equals(bytes)).toBe(true);
  });

  it('come back as they went in', () => {
    expect(decodeAuthBundle(encodeAuthBundle(auth))).toEqual(auth);
    expect(decodeOpsBundle(encodeOpsBundle(ops))).toEqual(ops);
  });
});
