import { describe, expect, it } from 'vitest';
import { AGE_CHUNK_BYTES, AgePayloadSealer } from './age-payload.js';
import { AGE_SEALED_CHUNK_BYTES, AgePayloadOpener } from './age-payload-opener.js';
import { UnreadableCiphertextError } from './crypto.errors.js';

const fileKey = new Uint8Array(16).fill(7);
const chunks = [new Uint8Array(AGE_CHUNK_BYTES).fill(1), new Uint8Array(AGE_CHUNK_BYTES).fill(2), new Uint8Array(9)];

function sealed() {
  const sealer = new AgePayloadSealer(fileKey);
  return { nonce: sealer.nonce, sealed: chunks.map((chunk, index) => Buffer.concat(sealer.seal(chunk, index === 2))) };
}

describe('the payload of an age file', () => {
  it('opens in its order, and ends where it ended', () => {
    const { nonce, sealed: parts } = sealed();
    expect(parts[0]?.length).toBe(AGE_SEALED_CHUNK_BYTES);
    const opener = new AgePayloadOpener(fileKey, nonce);
    for (const [index, part] of parts.entries())
      expect(Buffer.compare(opener.open(part, index === 2), chunks[index] ?? new Uint8Array())).toBe(0);
  });

  it.each<[string, (parts: readonly Uint8Array[]) => [Uint8Array | undefined, boolean]]>([
    ['a chunk in the middle taken for the last one', ([first]) => [first, true]],
    ['a chunk in another place', ([, second]) => [second, false]],
    ['a chunk cut short', ([first]) => [first?.slice(0, -1), false]],
    ['less than a tag', () => [new Uint8Array(15), true]],
    [
      'a flipped bit',
      ([first]) => {
        const flipped = Uint8Array.from(first ?? []);
        flipped[100] = (flipped[100] ?? 0) ^ 1;
        return [flipped, false];
      },
    ],
  ])('does not open with %s', (_, change) => {
    const { nonce, sealed: parts } = sealed();
    const [part = new Uint8Array(), isLast] = change(parts);
    expect(() => new AgePayloadOpener(fileKey, nonce).open(part, isLast)).toThrow(UnreadableCiphertextError);
  });
});
