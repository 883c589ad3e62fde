import type { Clock, UserId } from '@hearthlore/kernel';
import { VaultLockedError } from '../vault.errors.js';
import type { MemberVault, VaultHolderId } from './member-vault.js';

/** Keys leave memory this long after the last request of their session, in milliseconds. */
export const IDLE_LIMIT = 15 * 60_000;
/** And this long after they came, however busy the session is. */
export const ABSOLUTE_LIMIT = 12 * 3_600_000;

interface Entry {
  readonly vault: MemberVault;
  readonly unlockedAt: number;
  usedAt: number;
  leases: number;
}

/** Unlocked vaults by session or program, in memory alone. A restart of the process locks everything. */
export class KeyCache {
  readonly #entries = new Map<VaultHolderId, Entry>();

  readonly #onUnlock: ((vault: MemberVault) => void)[] = [];
  readonly #onEnd: ((vault: MemberVault) => void)[] = [];

  constructor(private readonly clock: Clock) {}

  /** Has `listener` told of every vault that opens: work that waited for its keys can go on. */
  whenUnlocked(listener: (vault: MemberVault) => void): void {
    this.#onUnlock.push(listener);
  }

  /** Has `listener` told before a vault locks whose session or key was ended, not of one that only rests. */
  whenEnded(listener: (vault: MemberVault) => void): void {
    this.#onEnd.push(listener);
  }

  put(vault: MemberVault): void {
    this.#drop(vault.holderId);
    const now = this.clock.now().getTime();
    this.#entries.set(vault.holderId, { vault, unlockedAt: now, usedAt: now, leases: 0 });
    for (const listener of this.#onUnlock) listener(vault);
  }

  /** @throws {VaultLockedError} when the session's keys are not, or no longer, in memory. */
  get(holderId: VaultHolderId): MemberVault {
    this.sweep();
    const entry = this.#entries.get(holderId);
    if (entry === undefined) throw new VaultLockedError();
    entry.usedAt = this.clock.now().getTime();
    return entry.vault;
  }

  has(holderId: VaultHolderId): boolean {
    this.sweep();
    return this.#entries.has(holderId);
  }

  /**
   * Keeps a vault from locking for idleness while work on it runs, until the absolute limit or sign-out.
   *
   * @returns A function that ends the lease; calling it again does nothing.
   */
  lease(vault: MemberVault): () => void {
    const entry = this.#entries.get(vault.holderId);
    if (entry === undefined || entry.vault !== vault) throw new VaultLockedError();
    entry.leases += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      entry.leases -= 1;
      entry.usedAt = this.clock.now().getTime();
    };
  }

  /** For a session or key that is over. */
  lock(holderId: VaultHolderId): void {
    const entry = this.#entries.get(holderId);
    if (entry === undefined) return;
    for (const listener of this.#onEnd) listener(entry.vault);
    this.#drop(holderId);
  }

  lockOwner(ownerId: UserId): void {
    for (const vault of this.vaultsOf(ownerId)) this.lock(vault.holderId);
  }

  /** Every vault of a member that is open in this process. */
  vaultsOf(ownerId: UserId): MemberVault[] {
    return this.vaults.filter((vault) => vault.ownerId === ownerId);
  }

  /** Every vault that is open in this process. Looking keeps none of them open. */
  get vaults(): MemberVault[] {
    return Array.from(this.#entries.values(), ({ vault }) => vault);
  }

  /** Whose keys are in memory: whoever ends sessions elsewhere has to be followed here. */
  get holders(): VaultHolderId[] {
    return [...this.#entries.keys()];
  }

  lockAll(): void {
    for (const holderId of this.#entries.keys()) this.#drop(holderId);
  }

  /** Locks what is past a limit. Called on every access and by a timer. */
  sweep(): void {
    const now = this.clock.now().getTime();
    for (const [holderId, entry] of this.#entries) {
      const idle = entry.leases === 0 && now - entry.usedAt >= IDLE_LIMIT;
      if (idle || now - entry.unlockedAt >= ABSOLUTE_LIMIT) this.#drop(holderId);
      else if (!entry.vault.isSteppedUp(new Date(now))) entry.vault.endStepUp();
    }
  }

  #drop(holderId: VaultHolderId): void {
    const entry = this.#entries.get(holderId);
    this.#entries.delete(holderId);
    entry?.vault.lock();
  }
}
