import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddingRuntime } from '@hearthlore/models';
import { IndexingService } from '@hearthlore/retrieval';
import { KeyCache, type MemberVault } from '@hearthlore/vault';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

/** How often a missing model is looked for while somebody is signed in, in milliseconds. */
const LOOK_AGAIN = 30_000;

/**
 * Embeds, once its owner is signed in, what was stored without a model, with another one, or not to its end. Nothing of
 * it can be done while the owner is away: there are no keys then.
 */
@Injectable()
export class CatchUp implements OnModuleInit {
  readonly #logger = new Logger(CatchUp.name);

  constructor(
    private readonly keys: KeyCache,
    private readonly embedding: EmbeddingRuntime,
    private readonly indexing: IndexingService,
  ) {}

  onModuleInit(): void {
    this.keys.whenUnlocked((vault) => void this.#run(vault));
  }

  async #run(vault: MemberVault): Promise<void> {
    try {
      await this.embedding.whenSettled();
      while (this.embedding.model === undefined)
        await sleep(LOOK_AGAIN, undefined, { signal: vault.signal, ref: false });
      const endLease = this.keys.lease(vault);
      try {
        const documents = await this.indexing.embedMissing(vault, vault.signal);
        if (documents > 0) this.#logger.log('embedded what was missing', { documents });
      } finally {
        endLease();
      }
    } catch (error) {
      // Signed out meanwhile: the next unlock goes on.
      if (!vault.signal.aborted) this.#logger.warn('embedding what is missing failed', error);
    }
  }
}
