import type { UserId } from '@hearthlore/kernel';
import { CollectionMissingError } from '@hearthlore/qdrant';
import { isStoreTrouble, type SyncResult } from '@hearthlore/retrieval';
import { DataKeys, KeyCache, type MemberVault } from '@hearthlore/vault';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ForeignVectors } from './foreign-vectors.js';

/** How often it is tried again for whom it failed, in milliseconds. */
const TRY_AGAIN = 30_000;

/**
 * Sends to the vector store what waits of whoever is signed in: at unlock, after a new data key, when the store is back,
 * when search met something that waits, and twice a minute where it failed. Without keys nothing can be sent; what waits
 * is searched in the packs.
 */
@Injectable()
export class PointDelivery implements OnModuleInit, OnApplicationShutdown {
  readonly #logger = new Logger(PointDelivery.name);
  /** Whose run is under way, and what was asked for meanwhile. */
  readonly #running = new Map<UserId, { next?: () => Promise<void> }>();
  readonly #failed = new Set<UserId>();
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly keys: KeyCache,
    private readonly dataKeys: DataKeys,
    private readonly vectors: ForeignVectors,
  ) {}

  onModuleInit(): void {
    const { server, signals } = this.vectors;
    if (server === undefined) return;
    const deliver = (vault: MemberVault): void => void this.#deliver(vault);
    this.keys.whenUnlocked(deliver);
    this.dataKeys.whenAdded(deliver);
    signals.whenWaiting(deliver);
    server.whenBack(() => this.deliverAll());
    this.#timer = setInterval(() => this.tryAgain(), TRY_AGAIN).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
    this.#ending.abort();
  }

  /** For everybody who is signed in; the others' turn is theirs. */
  deliverAll(): void {
    for (const vault of this.#members()) void this.#deliver(vault);
  }

  /** Compares what is in the store with what should be, for everybody who is signed in. */
  sweepAll(): void {
    for (const vault of this.#members()) void this.#attempt(vault, () => this.#leased(vault, () => this.#sweep(vault)));
  }

  /** For whom it failed. Keeps no vault open: a store that goes on failing must not keep keys in memory. */
  tryAgain(): void {
    if (!this.vectors.watch.standing.isUp) return;
    for (const vault of this.#members())
      if (this.#failed.has(vault.ownerId)) void this.#inTurn(vault, () => this.#send(vault));
  }

  #deliver(vault: MemberVault): Promise<void> {
    return this.#inTurn(vault, () => this.#leased(vault, () => this.#send(vault)));
  }

  /**
   * One run a member at a time. Whoever asks meanwhile may have seen what this one no longer looks at, and may be in
   * another session: the one that it runs for can be signed out.
   */
  async #inTurn(vault: MemberVault, work: () => Promise<void>): Promise<void> {
    const again = (): Promise<void> => this.#inTurn(vault, work);
    const running = this.#running.get(vault.ownerId);
    if (running !== undefined) {
      running.next = again;
      return;
    }
    const run: { next?: () => Promise<void> } = {};
    this.#running.set(vault.ownerId, run);
    try {
      await this.#attempt(vault, work);
    } finally {
      this.#running.delete(vault.ownerId);
    }
    if (!this.#failed.has(vault.ownerId)) await run.next?.();
  }

  async #send(vault: MemberVault): Promise<void> {
    const result = await this.#run(vault).catch((error: unknown) => {
      // Dropped or lost since: that is noted now, and it is made anew.
      if (error instanceof CollectionMissingError) return this.#run(vault);
      throw error;
    });
    if (result !== undefined && result.sent + result.gone + result.dropped > 0)
      this.#logger.log('sent to the vector store', { ...result });
  }

  async #run(vault: MemberVault): Promise<SyncResult | undefined> {
    return this.vectors.open?.sync.run(vault, this.#ending.signal);
  }

  async #sweep(vault: MemberVault): Promise<void> {
    const result = await this.vectors.open?.sweep.run(vault);
    if (result !== undefined) this.#logger.log('compared with the vector store', { ...result });
  }

  async #leased(vault: MemberVault, work: () => Promise<void>): Promise<void> {
    const endLease = this.keys.lease(vault);
    try {
      await work();
    } finally {
      endLease();
    }
  }

  async #attempt(vault: MemberVault, work: () => Promise<void>): Promise<void> {
    if (vault.signal.aborted || this.#ending.signal.aborted) return;
    try {
      await work();
      this.#failed.delete(vault.ownerId);
    } catch (error) {
      // Signed out meanwhile: the next unlock goes on.
      if (vault.signal.aborted || this.#ending.signal.aborted) return;
      this.#failed.add(vault.ownerId);
      if (isStoreTrouble(error)) this.#logger.warn('documents wait for the vector store', { code: error.code });
      else this.#logger.error('sending to the vector store failed', error);
    }
  }

  /** One vault of each member who is signed in. */
  #members(): MemberVault[] {
    return [...new Map(this.keys.vaults.map((vault) => [vault.ownerId, vault])).values()];
  }
}
