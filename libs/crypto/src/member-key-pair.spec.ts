import { describe, expect, it } from 'vitest';
import { newMemberKeyPair, publicHalf } from './member-key-pair.js';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

describe('a member key pair', () => {
  it.each([
    [
      '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a',
      '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a',
    ],
    [
      '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb',
      'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f',
    ],
  ])('is X25519: RFC 7748 §6.1, %s', (privateKey, publicKey) => {
    expect(publicHalf(bytes(privateKey))).toEqual(bytes(publicKey));
  });

  it('fits together, and no two are alike', () => {
    const [one, two] = [newMemberKeyPair(), newMemberKeyPair()];
    expect(publicHalf(one.privateKey)).toEqual(one.publicKey);
    expect(one.privateKey).not.toEqual(two.privateKey);
  });
});
