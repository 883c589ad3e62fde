import { PASSWORD_STRETCHING, passphraseBytes, STRETCHED_BYTES, wipe } from '@hearthlore/crypto';
import argon2 from 'argon2';
import { StretchingBusyError } from '../vault.errors.js';

/** Each takes 128 MiB for 0.2 s: more at once would let a stranger exhaust the machine. */
const CONCURRENT = 2;
const QUEUE = 16;
/** Of those that wait, so many may come from one network: whoever fills the queue fills a quarter of it. */
const QUEUE_OF_A_NETWORK = 4;

interface Waiting {
  readonly network: string | undefined;
  readonly resume: () => void;
}

/** Argon2id off the request path, two at a time, sixteen waiting; the next one is told to come back. */
export class PassphraseStretcher {
  #running = 0;
  readonly #waiting: Waiting[] = [];

  /** @param networkOf Where whatever is running now comes from; `undefined` for what no client asked for. */
  constructor(private readonly networkOf: () => string | undefined = () => undefined) {}

  /**
   * @param stretching Number of the parameters, as stored with the slot.
   * @param salt 16 bytes.
   * @returns 32 bytes.
   * @throws {StretchingBusyError} when the queue, or this network's share of it, is full.
   * @throws {RangeError} for parameters below the floor: a downgrade written into the database is refused.
   */
  async stretch(passphrase: string, salt: Uint8Array, stretching: number): Promise<Uint8Array> {
    const parameters = PASSWORD_STRETCHING.get(stretching);
    if (parameters === undefined) throw new RangeError('unknown stretching parameters');
    await this.#enter();
    try {
      const stretched = await argon2.hash(Buffer.from(passphraseBytes(passphrase)), {
        type: argon2.argon2id,
        raw: true,
        salt: Buffer.from(salt),
        memoryCost: parameters.memoryKiB,
        timeCost: parameters.passes,
        parallelism: parameters.lanes,
        hashLength: STRETCHED_BYTES,
      });
      // A Buffer would find its own way into JSON, and may share its memory with others.
      const own = new Uint8Array(stretched);
      wipe(stretched);
      return own;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < CONCURRENT) {
      this.#running += 1;
      return;
    }
    const network = this.networkOf();
    const neighbours = network === undefined ? [] : this.#waiting.filter((waiting) => waiting.network === network);
    if (this.#waiting.length >= QUEUE || neighbours.length >= QUEUE_OF_A_NETWORK) throw new StretchingBusyError();
    // The slot is handed over by whoever leaves, so the count stays as it is.
    await new Promise<void>((resume) => this.#waiting.push({ network, resume }));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next.resume();
  }
}
