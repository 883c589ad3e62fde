import type { UserId } from '@hearthlore/kernel';
import { DataKeys, KeyCache, type MemberVault, Resealing } from '@hearthlore/vault';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

/**
 * Seals anew, while its owner is signed in, what is under data keys of before: at once after a new key, and at every
 * unlock until nothing is left. One pass a member at a time. [Note: Data keys]
 */
@Injectable()
export class DataKeyRotation implements OnModuleInit {
  readonly #logger = new Logger(DataKeyRotation.name);
  readonly #running = new Map<UserId, Promise<void>>();

  constructor(
    private readonly cache: KeyCache,
    private readonly keys: DataKeys,
    private readonly resealing: Resealing,
  ) {}

  onModuleInit(): void {
    this.cache.whenUnlocked((vault) => this.#follow(vault));
    this.keys.whenAdded((vault) => this.#follow(vault));
  }

  #follow(vault: MemberVault): void {
    const { ownerId } = vault;
    const pass = (this.#running.get(ownerId) ?? Promise.resolve()).then(() => this.#run(vault));
    this.#running.set(ownerId, pass);
    void pass.finally(() => {
      if (this.#running.get(ownerId) === pass) this.#running.delete(ownerId);
    });
  }

  async #run(vault: MemberVault): Promise<void> {
    if (vault.signal.aborted) return;
    const endLease = this.cache.lease(vault);
    try {
      const { resealed, tampered, droppedKeys } = await this.resealing.run(vault, vault.signal);
      if (resealed + tampered + droppedKeys > 0)
        this.#logger.log('sealed anew under the newest data key', { resealed, tampered, droppedKeys });
    } catch (error) {
      // Signed out meanwhile: the next unlock goes on.
      if (!vault.signal.aborted) this.#logger.warn('sealing anew failed', error);
    } finally {
      endLease();
    }
  }
}
