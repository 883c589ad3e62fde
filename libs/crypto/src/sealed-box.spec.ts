import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableCiphertextError } from './crypto.errors.js';
import { newMemberKeyPair, publicHalf } from './member-key-pair.js';
import { openBox, sealBox, SUITE } from './sealed-box.js';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const toHex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('hex');
const INFO = hex('4f6465206f6e2061204772656369616e2055726e');
const PLAINTEXT = hex('4265617574792069732074727574682c20747275746820626561757479');
const ASSOCIATED = hex('436f756e742d30');

const KEPT_BOX = hex(
  [
    '484c423101cae126a07f37d44b7863f37b6f65c27a6831775c7c106d4c4f43dad41253915c9bbf0d7e45b2424dc2acbc1e2b',
    '7f65389781635476e30ddce66f7f53599f5f4142f2da4685ba2b482148f2e09890f422eabc130beff88c730f2bf592bcd261',
    '9f60f88133e96da33fd8f4ed6957981a1f7f583c15b720d20ef4da198c6e81929ff8ddb87c65021a79cac797bab373c2a2c7',
    'daec15932ab6c764dd22df5ce3e3dff5f11c8b8dd6854036ad968c4859187960c0d24614ddcb047877d26aefd06bbd55dcb8',
    '97843648dc2904e173eaef039b814f0ce251049695269bebf1009b425da11dcb3cd1aaf5cb6ef8773358140af6e9e9a69986',
    'f47fe34962a33f7dabda5b4751cab0b79174814d97dde8746ce22de69621cc6d488d5c8b352fdd486f4306241ab957b65ac5',
    '0a6b2f03c5c353ad99',
  ].join(''),
);

describe('the sealing under a sealed box', () => {
  it('gives the ciphertext of RFC 9180, A.1.1.1, with the RFC’s own AEAD', async () => {
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const recipientPublicKey = await suite.kem.deserializePublicKey(
      hex('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d'),
    );
    const ekm = hex('7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234').buffer;
    const { enc, ct } = await suite.seal({ recipientPublicKey, info: INFO, ekm }, PLAINTEXT, ASSOCIATED);
    expect(toHex(enc)).toBe('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431');
    expect(toHex(ct)).toBe(
      'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    );
  });

  it('gives BoringSSL’s ciphertext with AES-256-GCM, for which the RFC has none', async () => {
    const ephemeral = hex('28e212563a8b6f068af7ff17400ff1baf23612b7a738bbaf5dfb321b2b5b431a');
    const privateKey = await SUITE.kem.deserializePrivateKey(ephemeral);
    const publicKey = await SUITE.kem.deserializePublicKey(publicHalf(ephemeral));
    const recipientPublicKey = await SUITE.kem.deserializePublicKey(
      hex('ac66bae9ffa270cf4a89ed9f274e30c0456babae2572aaaf002ff0d8884ab018'),
    );
    const { ct } = await SUITE.seal(
      { recipientPublicKey, info: INFO, ekm: { privateKey, publicKey } },
      PLAINTEXT,
      ASSOCIATED,
    );
    expect(toHex(ct)).toBe(
      '23ded2d5d90ea89d975dac4792b297240f194952d7421aacbff0474100052b6bb8aa58d18ef6c42b6960e2e28f',
    );
  });
});

describe('a sealed box', () => {
  const { publicKey, privateKey } = newMemberKeyPair();
  const address = { purpose: 'ingest', owner: newId<UserId>(), item: newId<DocumentId>() } as const;

  it('opens for the owner of the key, and hides the length to 256 bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (plaintext) => {
        const sealed = await sealBox(publicKey, address, plaintext);
        expect((sealed.length - 5 - 32 - 16) % 256).toBe(0);
        expect(Buffer.from(await openBox(privateKey, address, sealed)).equals(plaintext)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('opens what was sealed before: the form is kept', async () => {
    const kept = {
      privateKey: hex('a8abababababababababababababababababababababababababababababab6b'),
      owner: '11111111-1111-4111-8111-111111111111' as UserId,
      item: '33333333-3333-4333-8333-333333333333' as DocumentId,
    };
    const opened = await openBox(kept.privateKey, { ...address, owner: kept.owner, item: kept.item }, KEPT_BOX);
    expect(Buffer.from(opened).toString()).toBe('Left at the door.');
  });

  it('opens nowhere else, with no other key, and not altered', async () => {
    const sealed = await sealBox(publicKey, address, hex('00'));
    const refused = [
      openBox(privateKey, { ...address, owner: newId<UserId>() }, sealed),
      openBox(privateKey, { ...address, item: newId<DocumentId>() }, sealed),
      openBox(newMemberKeyPair().privateKey, address, sealed),
      openBox(privateKey, address, sealed.subarray(0, -1)),
      openBox(privateKey, address, sealed.subarray(0, 20)),
      openBox(privateKey, address, new Uint8Array(0)),
      ...Array.from({ length: 60 }, (_, at) => {
        const altered = new Uint8Array(sealed);
        altered[at] = (altered[at] ?? 0) ^ 1;
        return openBox(privateKey, address, altered);
      }),
    ];
    await Promise.all(refused.map((opening) => expect(opening).rejects.toThrow(UnreadableCiphertextError)));
  });
});
