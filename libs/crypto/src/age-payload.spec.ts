import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient, type Recipient } from 'age-encryption';
import { expect, it } from 'vitest';
import { AGE_CHUNK_BYTES, AgePayloadSealer } from './age-payload.js';
import { randomBytes } from './key-material.js';

/** Header of an age file and its file key: what is behind the header is sealed here. */
async function newFile() {
  const identity = await generateX25519Identity();
  let fileKey = new Uint8Array();
  const keeper: Recipient = {
    wrapFileKey: (key) => {
      fileKey = key.slice();
      return [];
    },
  };
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(identity));
  encrypter.addRecipient(keeper);
  const header = (await encrypter.encrypt(new Uint8Array())).slice(0, -32);
  return { identity, header, sealer: new AgePayloadSealer(fileKey) };
}

function seal(sealer: AgePayloadSealer, plain: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [sealer.nonce];
  let at = 0;
  for (; plain.length - at > AGE_CHUNK_BYTES; at += AGE_CHUNK_BYTES)
    parts.push(...sealer.seal(plain.subarray(at, at + AGE_CHUNK_BYTES), false));
  parts.push(...sealer.seal(plain.subarray(at), true));
  return Buffer.concat(parts);
}

it.each([0, 1, AGE_CHUNK_BYTES - 1, AGE_CHUNK_BYTES, AGE_CHUNK_BYTES + 1, 5 * AGE_CHUNK_BYTES])(
  'age itself opens what is sealed here: %i bytes',
  async (length) => {
    const { identity, header, sealer } = await newFile();
    const plain = randomBytes(length);
    const file = Buffer.concat([header, seal(sealer, plain)]);
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    expect(Buffer.from(await decrypter.decrypt(new Uint8Array(file))).equals(plain)).toBe(true);
    await expect(decrypter.decrypt(new Uint8Array(file.subarray(0, -1)))).rejects.toThrow(/./);
  },
);

it('takes whole chunks, one last one, and nothing after it', async () => {
  const { sealer } = await newFile();
  const whole = new Uint8Array(AGE_CHUNK_BYTES);
  expect(() => sealer.seal(new Uint8Array(1), false)).toThrow(RangeError);
  expect(() => sealer.seal(new Uint8Array(AGE_CHUNK_BYTES + 1), true)).toThrow(RangeError);
  sealer.seal(whole, false);
  expect(() => sealer.seal(new Uint8Array(), true)).toThrow(RangeError);
  sealer.seal(whole, true);
  expect(() => sealer.seal(whole, true)).toThrow(RangeError);
});
