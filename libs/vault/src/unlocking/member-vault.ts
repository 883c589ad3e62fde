import { dedupeHash, type KeyRing, newestDataKeyVersion, wipeKeyRing } from '@hearthlore/crypto';
import type { SessionId, UserId } from '@hearthlore/kernel';
import { VaultLockedError } from '../vault.errors.js';

const rings = new WeakMap<MemberVault, KeyRing>();

/**
 * A member's unlocked keys. It lives in memory only and ends with {@link signal}; whoever holds one may read that
 * member's content and nobody else's. The keys themselves never leave this library. [Note: Key hierarchy]
 */
export class MemberVault {
  readonly #locked = new AbortController();

  constructor(
    readonly ownerId: UserId,
    readonly sessionId: SessionId,
    ring: KeyRing,
  ) {
    rings.set(this, ring);
  }

  /** Aborts when the vault locks: running answers, uploads and indexes of this session end then. */
  get signal(): AbortSignal {
    return this.#locked.signal;
  }

  /** Recognises the same file again for this member; another member's hash of the same bytes differs. */
  dedupeHash(content: Uint8Array): Uint8Array {
    return dedupeHash(ringOf(this).dedupeKey, content);
  }

  /** Wipes the keys. Idempotent. */
  lock(): void {
    const ring = rings.get(this);
    if (ring === undefined) return;
    rings.delete(this);
    wipeKeyRing(ring);
    this.#locked.abort(new VaultLockedError());
  }
}

/** @throws {VaultLockedError} once the vault is locked. */
function ringOf(vault: MemberVault): KeyRing {
  const ring = rings.get(vault);
  if (ring === undefined) throw new VaultLockedError();
  return ring;
}

export interface ParentKey {
  readonly version: number;
  readonly key: Uint8Array;
}

/** Inside this library alone: the data key that seals new record sets. */
export function writingKey(vault: MemberVault): ParentKey {
  const version = newestDataKeyVersion(ringOf(vault));
  return { version, key: readingKey(vault, version) };
}

/** Inside this library alone: the data key of an older record set. @throws {VaultLockedError} also for a version the ring lacks. */
export function readingKey(vault: MemberVault, version: number): Uint8Array {
  const key = ringOf(vault).dataKeys.get(version);
  if (key === undefined) throw new VaultLockedError();
  return key;
}
