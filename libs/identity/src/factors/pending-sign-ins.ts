import { randomBytes, wipe } from '@hearthlore/crypto';
import type { Clock, UserId } from '@hearthlore/kernel';
import type { SignedIn } from '../sessions/sessions.service.js';

/** A sign-in ends without an answer after this long, in milliseconds. */
const LIFETIME = 5 * 60_000;
/** At once, in all and of one member; the oldest makes room. Each stands for a right passphrase. */
const MOST = 1000;
const MOST_OF_A_MEMBER = 5;
const CHALLENGE_BYTES = 32;

/** What a sign-in ends with; a recovery also hands out the new recovery key. */
export type Admission = SignedIn & { readonly recoveryKey?: string };

/** A sign-in between its two factors: the root key is there, and nothing it opens. */
export interface PendingSignIn {
  readonly ownerId: UserId;
  readonly userRootKey: Uint8Array;
  /** Takes the root key over. */
  readonly complete: (userRootKey: Uint8Array, usedSecondFactor: boolean) => Promise<Admission>;
}

interface Held extends PendingSignIn {
  readonly expiresAt: number;
}

/** Sign-ins that wait for their second factor, in memory alone: a restart ends them, and a key that waits is wiped. */
export class PendingSignIns {
  /** Oldest first. */
  readonly #held = new Map<string, Held>();

  constructor(private readonly clock: Clock) {}

  /** @param pending Its root key is taken over. @returns The challenge that names it, 256 random bits. */
  hold(pending: PendingSignIn): string {
    this.sweep();
    const own = this.#challengesOf(pending.ownerId);
    if (own.length >= MOST_OF_A_MEMBER) this.#drop(own[0]);
    if (this.#held.size >= MOST) this.#drop(this.#held.keys().next().value);
    const challenge = Buffer.from(randomBytes(CHALLENGE_BYTES)).toString('base64url');
    this.#held.set(challenge, { ...pending, expiresAt: this.clock.now().getTime() + LIFETIME });
    return challenge;
  }

  find(challenge: string): PendingSignIn | undefined {
    this.sweep();
    return this.#held.get(challenge);
  }

  /** Takes it out for good: the root key is the caller's from here on. @returns Nothing, where another was quicker. */
  take(challenge: string): PendingSignIn | undefined {
    const held = this.find(challenge);
    this.#held.delete(challenge);
    return held;
  }

  /** Ends whatever waits of a member: what let it come this far may have changed. */
  forget(ownerId: UserId): void {
    for (const challenge of this.#challengesOf(ownerId)) this.#drop(challenge);
  }

  /** Wipes what is past its time. Called on every access and by a timer. */
  sweep(): void {
    const now = this.clock.now().getTime();
    for (const [challenge, { expiresAt }] of this.#held) {
      if (expiresAt > now) return;
      this.#drop(challenge);
    }
  }

  #challengesOf(ownerId: UserId): string[] {
    return [...this.#held].filter(([, held]) => held.ownerId === ownerId).map(([challenge]) => challenge);
  }

  #drop(challenge: string | undefined): void {
    const held = challenge === undefined ? undefined : this.#held.get(challenge);
    if (challenge === undefined || held === undefined) return;
    this.#held.delete(challenge);
    wipe(held.userRootKey);
  }
}
