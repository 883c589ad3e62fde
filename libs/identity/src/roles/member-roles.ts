import type { Clock, UserId } from '@hearthlore/kernel';
import type { AccountState, Role } from '../accounts/account.js';

/** What was looked up holds this long, in milliseconds: a change made by another process is followed within it. */
const HOLDS = 2000;

export interface Standing {
  readonly role: Role;
  readonly state: AccountState;
}

interface Known {
  readonly standing: Promise<Standing | undefined>;
  readonly until: number;
}

/** Looks a member up. */
export interface StandingLookup {
  find(id: UserId): Promise<Standing | undefined>;
}

/**
 * Role and state of whoever asks, from the database and never from a token. Kept for two seconds at most, so that a
 * page which asks for ten things at once costs one look-up.
 */
export class MemberRoles {
  readonly #known = new Map<UserId, Known>();

  constructor(
    private readonly accounts: StandingLookup,
    private readonly clock: Clock,
  ) {}

  /** @returns `undefined` for somebody who is no member, or not any more. */
  standing(id: UserId): Promise<Standing | undefined> {
    const now = this.clock.now().getTime();
    for (const [other, { until }] of this.#known) if (until <= now) this.#known.delete(other);
    const known = this.#known.get(id);
    if (known !== undefined) return known.standing;
    const standing = this.accounts.find(id);
    this.#known.set(id, { standing, until: now + HOLDS });
    // A failed look-up says nothing about the next one.
    standing.catch(() => this.forget(id));
    return standing;
  }

  /** Call it after every change to the member. */
  forget(id: UserId): void {
    this.#known.delete(id);
  }
}
