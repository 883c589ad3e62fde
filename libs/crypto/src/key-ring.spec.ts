import { describe, expect, it } from 'vitest';
import { wipe } from './key-material.js';
import { decodeKeyRing, encodeKeyRing, newKeyRing } from './key-ring.js';

describe('key ring', () => {
  it('comes back as it was written', () => {
    const ring = newKeyRing();
    expect(decodeKeyRing(new Uint8Array(encodeKeyRing(ring)))).toEqual(ring);
  });

  it('outlives the bytes it was read from, which are wiped', () => {
    const ring = newKeyRing();
    // A Buffer, as decryption returns it: its slices share its memory.
    const encoded = Buffer.from(encodeKeyRing(ring));
    const decoded = decodeKeyRing(encoded);
    wipe(encoded);
    expect(decoded).toEqual(ring);
  });
});
