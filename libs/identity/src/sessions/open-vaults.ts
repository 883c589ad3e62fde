import { wipe, wipeKeyRing } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import { type KeyCache, type MemberKeys, MemberVault, type VaultHolderId } from '@hearthlore/vault';

/** Brings keys into memory for a session, and takes them out again. */
export class OpenVaults {
  constructor(
    private readonly keys: Pick<MemberKeys, 'open'>,
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
      const keys = await this.keys.open(ownerId, userRootKey);
      // Another tab's refresh may have been quicker: what runs under its vault already goes on.
      if (!this.cache.has(holderId)) {
        this.cache.put(new MemberVault(ownerId, holderId, keys));
        return;
      }
      wipeKeyRing(keys.ring);
      wipe(keys.ringKey, ...(keys.selfKey ? [keys.selfKey] : []));
    } finally {
      wipe(userRootKey);
    }
  }

  lock(holderId: VaultHolderId): void {
    this.cache.lock(holderId);
  }
}
