import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import { wipe } from './key-material.js';

/** What age itself takes for a passphrase: about a second of one core and 256 MiB. */
const WORK_FACTOR = 18;
/** More than this is refused: whoever made the file would decide how much memory is spent on it. */
const MOST_WORK = 20;
const LABEL = 'age-encryption.org/v1/scrypt';
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const WRAPPED_BYTES = 32;
const BLOCK_SIZE = 8;
/** scrypt takes 128 · N · r bytes, and a little for itself. */
const MEMORY_SLACK = 2 ** 20;
/** Each key wraps one file key and no other. */
const NONCE = new Uint8Array(12);

/** A passphrase as what an age file is sealed to (C2SP age, "scrypt recipient stanza"), without holding up the process. */
export class AgePassphraseRecipient implements Recipient {
  /** @param workFactor Base-2 logarithm. */
  constructor(
    private readonly passphrase: string,
    private readonly workFactor = WORK_FACTOR,
  ) {}

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(SALT_BYTES);
    const key = await stretch(this.passphrase, salt, this.workFactor);
    const cipher = createCipheriv('chacha20-poly1305', key, NONCE, { authTagLength: TAG_BYTES });
    const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    wipe(key);
    return [new Stanza(['scrypt', withoutPadding(salt), String(this.workFactor)], new Uint8Array(body))];
  }
}

/** Opens what was sealed to the passphrase. */
export class AgePassphraseIdentity implements Identity {
  constructor(private readonly passphrase: string) {}

  /** @returns `null` for another passphrase, and for a stanza that asks for too much. */
  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    const [stanza, ...others] = stanzas;
    const [type, salt, factor] = stanza?.args ?? [];
    if (stanza === undefined || others.length > 0 || type !== 'scrypt' || salt === undefined) return null;
    const workFactor = /^[1-9]\d?$/.test(factor ?? '') ? Number(factor) : Number.POSITIVE_INFINITY;
    const saltBytes = Buffer.from(salt, 'base64');
    if (workFactor > MOST_WORK || saltBytes.length !== SALT_BYTES || stanza.body.length !== WRAPPED_BYTES) return null;
    const key = await stretch(this.passphrase, saltBytes, workFactor);
    try {
      const decipher = createDecipheriv('chacha20-poly1305', key, NONCE, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(stanza.body.subarray(-TAG_BYTES));
      const opened = decipher.update(stanza.body.subarray(0, -TAG_BYTES));
      decipher.final();
      return new Uint8Array(opened);
    } catch {
      return null;
    } finally {
      wipe(key);
    }
  }
}

function stretch(passphrase: string, salt: Uint8Array, workFactor: number): Promise<Uint8Array> {
  const cost = 2 ** workFactor;
  const options = { N: cost, r: BLOCK_SIZE, p: 1, maxmem: 128 * cost * BLOCK_SIZE + MEMORY_SLACK };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL, 'ascii'), salt]), KEY_BYTES, options, (error, key) =>
      error === null ? resolve(new Uint8Array(key)) : reject(error),
    );
  });
}

function withoutPadding(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}
