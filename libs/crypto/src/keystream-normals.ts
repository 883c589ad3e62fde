import { type Cipheriv, createCipheriv } from 'node:crypto';

/** Bytes of keystream made at a time: a vector of 384 values takes one. */
const CHUNK = new Uint8Array(4096);
/** A key makes one stream and no other, so its counter may begin at zero (NIST SP 800-38A §6.5). */
const FIRST_COUNTER = new Uint8Array(16);
const WORD_BYTES = 4;

/**
 * Numbers that follow from a key and look random without it: the keystream of AES-256-CTR, and normal deviates made of it
 * by the transform of Box and Muller (1958). The same key gives the same numbers on every machine whose `Math` agrees to
 * the last bit; a probe finds out where it does not.
 */
export class KeystreamNormals {
  readonly #cipher: Cipheriv;
  #keystream = Buffer.alloc(0);
  #at = 0;
  #spare: number | undefined;

  /** @param key 32 bytes, for this stream alone. */
  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv('aes-256-ctr', key, FIRST_COUNTER);
  }

  /** @returns Evenly distributed above 0 and up to 1, of 53 bits. */
  uniform(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 2 ** 26 + low + 1) / 2 ** 53;
  }

  /** @returns A standard normal deviate. */
  normal(): number {
    const spare = this.#spare;
    if (spare !== undefined) {
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Overwrites what was made and not used. The numbers end here. */
  end(): void {
    this.#keystream.fill(0);
    this.#spare = undefined;
    this.#cipher.final();
  }

  #word(): number {
    if (this.#at === this.#keystream.length) {
      this.#keystream.fill(0);
      this.#keystream = this.#cipher.update(CHUNK);
      this.#at = 0;
    }
    const word = this.#keystream.readUInt32LE(this.#at);
    this.#at += WORD_BYTES;
    return word;
  }
}
