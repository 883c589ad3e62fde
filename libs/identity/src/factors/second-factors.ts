import { wipe } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import type { MemberVault, SelfAccess } from '@hearthlore/vault';
import type { FactorCodes } from './factor-codes.js';
import type { FactorRecords } from './factor-records.js';
import { ChallengeExpiredError, SecondFactorRequiredError } from './factors.errors.js';
import type { Admission, PendingSignIns } from './pending-sign-ins.js';

/** Stands between whatever gave the root key (passphrase, recovery key) and a session. [Note: Second factor] */
export class SecondFactors {
  /** Answers under way, by challenge: one after the other, so that guesses cannot overtake their count. */
  readonly #answering = new Map<string, Promise<unknown>>();

  constructor(
    private readonly records: FactorRecords,
    private readonly codes: FactorCodes,
    private readonly pending: PendingSignIns,
  ) {}

  /**
   * Goes on at once where the member has no second factor, and else when the challenge is answered.
   *
   * @param proved Its root key is taken over; `complete` gets it, or it is wiped.
   * @throws {SecondFactorRequiredError} with the challenge.
   */
  async demand<T extends Admission>(
    proved: { readonly ownerId: UserId; readonly userRootKey: Uint8Array },
    complete: (userRootKey: Uint8Array, usedSecondFactor: boolean) => Promise<T>,
  ): Promise<T> {
    const { totp } = await this.records.read(proved);
    if (totp === undefined) return complete(proved.userRootKey, false);
    throw new SecondFactorRequiredError(this.pending.hold({ ...proved, complete }));
  }

  /**
   * @throws {ChallengeExpiredError}
   * @throws {InvalidCodeError} after which the challenge stands.
   * @throws {TooManyCodesError}
   */
  async answer(challenge: string, code: string): Promise<Admission> {
    const before = this.#answering.get(challenge);
    const answer = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#answer(challenge, code));
    this.#answering.set(challenge, answer);
    try {
      return await answer;
    } finally {
      if (this.#answering.get(challenge) === answer) this.#answering.delete(challenge);
    }
  }

  async isSet(access: SelfAccess): Promise<boolean> {
    return (await this.records.read(access)).totp !== undefined;
  }

  /** Spends a code of a member who is signed in. @throws {InvalidCodeError} @throws {TooManyCodesError} */
  async spend(vault: MemberVault, code: string): Promise<void> {
    await this.codes.spend(vault, code);
  }

  /** Ends the sign-ins of a member that wait for a code. Follows whatever changes who may come in. */
  forget(ownerId: UserId): void {
    this.pending.forget(ownerId);
  }

  /** Wipes what waits too long. */
  sweep(): void {
    this.pending.sweep();
  }

  async #answer(challenge: string, code: string): Promise<Admission> {
    const found = this.pending.find(challenge);
    if (found === undefined) throw new ChallengeExpiredError();
    // A copy: what waits may be wiped meanwhile.
    const userRootKey = new Uint8Array(found.userRootKey);
    try {
      await this.codes.spend({ ownerId: found.ownerId, userRootKey }, code);
    } finally {
      wipe(userRootKey);
    }
    const taken = this.pending.take(challenge);
    if (taken === undefined) throw new ChallengeExpiredError();
    return taken.complete(taken.userRootKey, true);
  }
}
