import type { Clock, SessionId, UserId } from '@hearthlore/kernel';
import { VaultLockedError } from '../vault.errors.js';
import type { MemberVault } from './member-vault.js';

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

/** Unlocked vaults by session, in memory alone. A restart of the process locks everything. */
export class KeyCache {
  readonly #entries = new Map<SessionId, Entry>();

  #onUnlock: (vault: MemberVault) => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  /** Has `listener` told of every vault that opens: work that waited for its keys can go on. */
  whenUnlocked(listener: (vault: MemberVault) => void): void {
    this.#onUnlock = listener;
  }

  put(vault: MemberVault): void {
    this.lock(vault.sessionId);
    const now = this.clock.now().getTime();
    this.#entries.set(vault.sessionId, { vault, unlockedAt: now, usedAt: now, leases: 0 });
    this.#onUnlock(vault);
  }

  /** @throws {VaultLockedError} when the session's keys are not, or no longer, in memory. */
  get(sessionId: SessionId): MemberVault {
    this.sweep();
    const entry = this.#entries.get(sessionId);
    if (entry === undefined) throw new VaultLockedError();
    entry.usedAt = this.clock.now().getTime();
    return entry.vault;
  }

  has(sessionId: SessionId): boolean {
    this.sweep();
    return this.#entries.has(sessionId);
  }

  /**
   * Keeps a vault from locking for idleness while work on it runs, until the absolute limit or sign-out.
   *
   * @returns A function that ends the lease; calling it again does nothing.
   */
  lease(vault: MemberVault): () => void {
    const entry = this.#entries.get(vault.sessionId);
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

  lock(sessionId: SessionId): void {
    const entry = this.#entries.get(sessionId);
    this.#entries.delete(sessionId);
    entry?.vault.lock();
  }

  lockOwner(ownerId: UserId): void {
    for (const [sessionId, { vault }] of this.#entries) if (vault.ownerId === ownerId) this.lock(sessionId);
  }

  lockAll(): void {
    for (const sessionId of this.#entries.keys()) this.lock(sessionId);
  }

  /** Locks what is past a limit. Called on every access and by a timer. */
  sweep(): void {
    const now = this.clock.now().getTime();
    for (const [sessionId, entry] of this.#entries) {
      const idle = entry.leases === 0 && now - entry.usedAt >= IDLE_LIMIT;
      if (idle || now - entry.unlockedAt >= ABSOLUTE_LIMIT) this.lock(sessionId);
    }
  }
}
