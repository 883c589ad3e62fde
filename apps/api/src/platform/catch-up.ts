import { setTimeout as sleep } from 'node:timers/promises';
import { IngestBox } from '@hearthlore/documents';
import { BoxOpening } from '@hearthlore/ingestion';
import { EmbeddingRuntime } from '@hearthlore/models';
import { IndexingService } from '@hearthlore/retrieval';
import { KeyCache, type MemberVault, opensSelf } from '@hearthlore/vault';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';

/** How often a missing model is looked for while somebody is signed in, in milliseconds. */
const LOOK_AGAIN = 30_000;

/**
 * Takes documents out of the drop box once their owner is signed in, and embeds what was stored without a model, with
 * another one, or not to its end. Nothing of it can be done while the owner is away: there are no keys then.
 */
@Injectable()
export class CatchUp implements OnModuleInit {
  readonly #logger = new Logger(CatchUp.name);

  constructor(
    private readonly keys: KeyCache,
    private readonly embedding: EmbeddingRuntime,
    private readonly indexing: IndexingService,
    private readonly box: IngestBox,
    private readonly boxOpening: BoxOpening,
  ) {}

  onModuleInit(): void {
    this.keys.whenUnlocked((vault) => void this.#run(vault));
    // For a member who is signed in at this moment the next unlock is now.
    this.box.whenReceived((ownerId) => {
      const vault = this.keys.vaultsOf(ownerId).find((one) => opensSelf(one));
      if (vault !== undefined) void this.#run(vault);
    });
  }

  async #run(vault: MemberVault): Promise<void> {
    await this.#emptyBox(vault);
    await this.#embed(vault);
  }

  async #emptyBox(vault: MemberVault): Promise<void> {
    try {
      const endLease = this.keys.lease(vault);
      try {
        const documents = await this.boxOpening.openWaiting(vault);
        if (documents > 0) this.#logger.log('took documents out of the drop box', { documents });
      } finally {
        endLease();
      }
    } catch (error) {
      // Signed out meanwhile: what is left waits for the next unlock.
      if (!vault.signal.aborted) this.#logger.warn('emptying the drop box failed', error);
    }
  }

  async #embed(vault: MemberVault): Promise<void> {
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
