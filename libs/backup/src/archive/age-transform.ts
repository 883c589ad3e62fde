import { Transform, type TransformCallback } from 'node:stream';
import { AGE_CHUNK_BYTES, AgePayloadSealer, wipe } from '@hearthlore/crypto';
import { Encrypter, type Recipient } from 'age-encryption';
import type { Recipients } from './recipients.js';

/** What follows the header of an empty file: 16 bytes of nonce and the tag of its one chunk. */
const EMPTY_PAYLOAD_BYTES = 32;

/**
 * Encrypts what passes for the recipients (age-encryption.org/v1). The header is age-encryption's own; the payload is
 * sealed by libs/crypto under the same file key. At most one chunk is held back.
 */
export async function ageTransform(recipients: Recipients): Promise<Transform> {
  const { header, fileKey } = await newHeader(recipients);
  const sealer = new AgePayloadSealer(fileKey);
  wipe(fileKey);
  return new AgeTransform(header, sealer);
}

async function newHeader(recipients: Recipients): Promise<{ header: Uint8Array; fileKey: Uint8Array }> {
  let fileKey: Uint8Array | undefined;
  // Asked for its part of the header like the others, it adds none and keeps the key.
  const keeper: Recipient = {
    wrapFileKey: (key) => {
      fileKey = new Uint8Array(key);
      return [];
    },
  };
  const encrypter = new Encrypter();
  for (const recipient of recipients.all) encrypter.addRecipient(recipient);
  encrypter.addRecipient(keeper);
  const empty = await encrypter.encrypt(new Uint8Array());
  if (fileKey === undefined) throw new TypeError('age gave no file key');
  return { header: empty.slice(0, -EMPTY_PAYLOAD_BYTES), fileKey };
}

class AgeTransform extends Transform {
  readonly #held = Buffer.alloc(AGE_CHUNK_BYTES);
  #length = 0;

  constructor(
    header: Uint8Array,
    private readonly sealer: AgePayloadSealer,
  ) {
    super();
    this.push(header);
    this.push(sealer.nonce);
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let at = 0;
    while (at < data.length) {
      // Only what is followed by more is known not to be the last.
      if (this.#length === AGE_CHUNK_BYTES) this.#seal(false);
      const taken = data.copy(this.#held, this.#length, at);
      this.#length += taken;
      at += taken;
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    this.#seal(true);
    done();
  }

  #seal(isLast: boolean): void {
    for (const piece of this.sealer.seal(this.#held.subarray(0, this.#length), isLast)) this.push(piece);
    this.#length = 0;
  }
}
