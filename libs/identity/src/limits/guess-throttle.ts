import { AuditAction } from '@hearthlore/audit';
import { throttleTag } from '@hearthlore/crypto';
import type { Clock } from '@hearthlore/kernel';
import type { AccountJournal } from '../journal/account-journal.js';
import { GUESS_LIMITS, outcomeOf } from './guess-limits.js';
import type { KnownDevice, KnownDevices } from './known-devices.js';
import { GuessesLimitedError } from './limits.errors.js';
import type { ThrottleRule, ThrottleStore } from './ports/throttle-store.port.js';

/** Something that somebody may be guessing at. */
export type Guess =
  /** An account's passphrase; `subject` is the hash of the address, whether or not it is a member's. */
  | { readonly at: 'account'; readonly subject: Uint8Array; readonly from: Guesser }
  /** A secret that names its owner itself: a code, a link, a recovery key. */
  | { readonly at: 'secret'; readonly from: Guesser }
  /** The passphrase, by somebody who holds an open session. */
  | { readonly at: 'session'; readonly session: string };

export interface Guesser {
  /** /24 or /64, as the server sees it. */
  readonly network: string;
  readonly device: KnownDevice | undefined;
}

interface Bucket {
  readonly key: Uint8Array;
  readonly rule: ThrottleRule;
}

/** Holds up whoever guesses, and nobody else: docs/limits.md says by what counts. */
export class GuessThrottle {
  constructor(
    private readonly store: ThrottleStore,
    private readonly devices: KnownDevices,
    private readonly throttleKey: Uint8Array,
    private readonly clock: Clock,
    private readonly journal: Pick<AccountJournal, 'record'>,
  ) {}

  /**
   * Counts the try before `work` looks at it, so that a hundred at once are a hundred, and takes it back where it was
   * right or was no guess. What an unknown device got right clears nothing of what others got wrong.
   *
   * @throws {GuessesLimitedError} before any work is done.
   */
  async attempt<T>(guess: Guess, work: () => Promise<T>): Promise<T> {
    const buckets = this.#bucketsOf(guess);
    await this.#enter(buckets);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      if (outcomeOf(error) === 'no-guess') await this.#takeBack(buckets);
      // Codes, links and keys are told by who knows what they were.
      else if (guess.at === 'account')
        await this.journal.record({ action: AuditAction.sessionRefused, result: 'refused' });
      throw error;
    }
    if (this.#isKnown(guess)) await Promise.all(buckets.map(({ key }) => this.store.clear(key)));
    else await this.#takeBack(buckets);
    return result;
  }

  async #enter(buckets: readonly Bucket[]): Promise<void> {
    for (const [place, { key, rule }] of buckets.entries()) {
      const wait = await this.store.enter(key, rule, this.clock.now());
      if (wait === 0) continue;
      await this.#takeBack(buckets.slice(0, place));
      throw new GuessesLimitedError(wait);
    }
  }

  async #takeBack(buckets: readonly Bucket[]): Promise<void> {
    await Promise.all(buckets.map(({ key }) => this.store.takeBack(key)));
  }

  #isKnown(guess: Guess): boolean {
    if (guess.at !== 'account') return false;
    const { device } = guess.from;
    return device !== undefined && this.devices.isKnownTo(device, guess.subject);
  }

  /** The network's comes first: once it is full, nothing else is written. */
  #bucketsOf(guess: Guess): Bucket[] {
    if (guess.at === 'session') return [this.#bucket('session', guess.session, GUESS_LIMITS.session)];
    const { network, device } = guess.from;
    if (guess.at === 'account' && device !== undefined && this.#isKnown(guess)) {
      const both = new Uint8Array([...device.id, ...guess.subject]);
      return [this.#bucket('known-device', both, GUESS_LIMITS.account)];
    }
    if (guess.at === 'secret' && device !== undefined)
      return [this.#bucket('device-secrets', device.id, GUESS_LIMITS.network)];
    const around = [
      this.#bucket('network', network, GUESS_LIMITS.network),
      this.#bucket('everybody', '', GUESS_LIMITS.everybody),
    ];
    return guess.at === 'secret' ? around : [...around, this.#bucket('account', guess.subject, GUESS_LIMITS.account)];
  }

  #bucket(kind: string, subject: Uint8Array | string, rule: ThrottleRule): Bucket {
    return { key: throttleTag(this.throttleKey, `guess:${kind}`, subject), rule };
  }
}
