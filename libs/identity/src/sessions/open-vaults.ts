import { wipe, wipeKeyRing } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import { type KeyCache, type MemberKeys, MemberVault, type VaultHolderId, type VaultKeys } from '@hearthlore/vault';

/** Brings keys into memory for a session, and takes them out again. */
export class OpenVaults {
  constructor(
    private readonly keys: Pick<MemberKeys, 'open' | 'openRing'>,
    private readonly cache: KeyCache,
  ) {}

  has(holderId: VaultHolderId): boolean {
    return this.cache.has(holderId);
  }

  /** @param userRootKey Wiped, whatever happens. */
  async ensure(ownerId: UserId, holderId: VaultHolderId, userRootKey: Uint8Array): Promise<void> {
    try {
      // A refresh while the vault is open must not interrupt what runs under it.
      if (this.cache.has(holderId)) return;
      this.#keep(ownerId, holderId, await this.keys.open(ownerId, userRootKey));
    } finally {
      wipe(userRootKey);
    }
  }

  /**
   * Brings the ring of a program's key into memory, once for many requests.
   *
   * @param ringKey Asked for only where the ring is not there yet.
   */
  async ensureRing(ownerId: UserId, holderId: VaultHolderId, ringKey: () => Uint8Array): Promise<MemberVault> {
    if (!this.cache.has(holderId)) this.#keep(ownerId, holderId, await this.keys.openRing(ownerId, ringKey()));
    return this.cache.get(holderId);
  }

  lock(holderId: VaultHolderId): void {
    this.cache.lock(holderId);
  }

  #keep(ownerId: UserId, holderId: VaultHolderId, keys: VaultKeys): void {
    // Another request may have been quicker: what runs under its vault already goes on.
    if (!this.cache.has(holderId)) {
      this.cache.put(new MemberVault(ownerId, holderId, keys));
      return;
    }
    wipeKeyRing(keys.ring);
    wipe(keys.ringKey, ...(keys.selfKey ? [keys.selfKey] : []));
  }
}
