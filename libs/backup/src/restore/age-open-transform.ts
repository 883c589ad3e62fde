import { Transform, type TransformCallback } from 'node:stream';
import { callbackify } from 'node:util';
import { AGE_NONCE_BYTES, AGE_SEALED_CHUNK_BYTES, AgePayloadOpener, wipe } from '@hearthlore/crypto';
import { Decrypter } from 'age-encryption';
import { BackupDamagedError, WrongIdentityError } from './restore.errors.js';

/** A header with a stanza for each of hundreds of recipients is shorter. */
const MAX_HEADER = 1 << 20;
/** The last line of a header (C2SP age, "Header"): the mark, and 32 bytes in unpadded base64. */
const HEADER_END = /\n--- [A-Za-z0-9+/]{43}\n/;

/**
 * @param text One identity, or a file of them as `age-keygen` writes it.
 * @throws {WrongIdentityError} where there is none in it.
 */
export function parseIdentities(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (identities.length === 0) throw new WrongIdentityError();
  return identities;
}

/**
 * Opens an age file as it passes: at most one chunk is held back, and what comes out of it is what was sealed. The end
 * tells whether it was whole: use nothing of it for good before.
 *
 * It fails with {@link WrongIdentityError} before anything was opened, with {@link BackupDamagedError} where it is cut
 * short or changed.
 */
export class AgeOpenTransform extends Transform {
  readonly #decrypter = new Decrypter();
  #head: Buffer | undefined = Buffer.alloc(0);
  #opener: AgePayloadOpener | undefined;
  readonly #held = Buffer.alloc(AGE_SEALED_CHUNK_BYTES);
  #length = 0;

  /** @throws {WrongIdentityError} for a text that is no identity. */
  constructor(identities: readonly string[]) {
    super();
    try {
      for (const identity of identities) this.#decrypter.addIdentity(identity);
    } catch (cause) {
      throw new WrongIdentityError({ cause });
    }
  }

  override _transform(data: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    callbackify((piece: Buffer) => this.#take(piece))(data, (error) => done(error));
  }

  override _flush(done: TransformCallback): void {
    if (this.#opener === undefined) return done(new BackupDamagedError());
    try {
      this.#open(true);
      done();
    } catch (cause) {
      done(new BackupDamagedError(undefined, { cause }));
    }
  }

  async #take(data: Buffer): Promise<void> {
    const payload = this.#opener === undefined ? await this.#readHeader(data) : data;
    try {
      for (let at = 0; at < payload.length; ) {
        // Only what is followed by more is known not to be the last.
        if (this.#length === AGE_SEALED_CHUNK_BYTES) this.#open(false);
        const taken = payload.copy(this.#held, this.#length, at);
        this.#length += taken;
        at += taken;
      }
    } catch (cause) {
      throw new BackupDamagedError(undefined, { cause });
    }
  }

  /** @returns What follows header and nonce; nothing until both are there. */
  async #readHeader(data: Buffer): Promise<Buffer> {
    const head = Buffer.concat([this.#head ?? Buffer.alloc(0), data]);
    const match = HEADER_END.exec(head.subarray(0, MAX_HEADER).toString('latin1'));
    const end = match === null ? -1 : match.index + match[0].length;
    if (end < 0 && head.length > MAX_HEADER) throw new BackupDamagedError();
    if (end < 0 || head.length < end + AGE_NONCE_BYTES) {
      this.#head = head;
      return Buffer.alloc(0);
    }
    const fileKey = await this.#fileKey(head.subarray(0, end));
    this.#opener = new AgePayloadOpener(fileKey, head.subarray(end, end + AGE_NONCE_BYTES));
    wipe(fileKey);
    this.#head = undefined;
    return head.subarray(end + AGE_NONCE_BYTES);
  }

  async #fileKey(header: Buffer): Promise<Uint8Array> {
    try {
      return await this.#decrypter.decryptHeader(new Uint8Array(header));
    } catch (cause) {
      const isForOthers = cause instanceof Error && cause.message.startsWith('no identity matched');
      throw isForOthers ? new WrongIdentityError({ cause }) : new BackupDamagedError(undefined, { cause });
    }
  }

  #open(isLast: boolean): void {
    const opened = this.#opener?.open(this.#held.subarray(0, this.#length), isLast);
    this.#length = 0;
    this.push(opened);
  }
}
