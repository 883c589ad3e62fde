import type { Clock, UserId } from '@hearthlore/kernel';
import type { DrizzleQuotaStore } from '../adapters/drizzle-quota-store.js';
import { type Limits, NO_LIMITS, type Usage } from './limits.js';
import { QuotaExceededError } from './quota.errors.js';

/** What members may use, counted in the database: a restart or a second process forgets nothing. [Note: Quotas] */
export class Quotas {
  /** @param defaults For members whom nobody gave limits of their own. */
  constructor(
    private readonly store: DrizzleQuotaStore,
    private readonly clock: Clock,
    readonly defaults: Limits = NO_LIMITS,
  ) {}

  /** What holds for this member: own limits before the installation's. */
  async limitsOf(ownerId: UserId): Promise<Limits> {
    const own = await this.store.findLimits(ownerId);
    return {
      storedBytes: own?.storedBytes ?? this.defaults.storedBytes,
      documents: own?.documents ?? this.defaults.documents,
      questionsPerDay: own?.questionsPerDay ?? this.defaults.questionsPerDay,
      tokensPerDay: own?.tokensPerDay ?? this.defaults.tokensPerDay,
    };
  }

  usageOf(ownerId: UserId): Promise<Usage> {
    return this.store.usage(ownerId, this.#today());
  }

  /**
   * Whether there is room for one more document. Inside the transaction that adds it, others of this member wait until
   * that ends, so two at once cannot both take the last place. Bytes are known only once a document is read: the last
   * one may go past that limit by its own size.
   *
   * @throws {QuotaExceededError}
   */
  async assertUpload(ownerId: UserId): Promise<void> {
    const { documents, storedBytes } = await this.limitsOf(ownerId);
    if (documents === null && storedBytes === null) return;
    const used = await this.store.holdings(ownerId);
    if (documents !== null && used.documents >= documents)
      throw new QuotaExceededError('documents', documents, used.documents);
    if (storedBytes !== null && used.storedBytes >= storedBytes)
      throw new QuotaExceededError('stored-bytes', storedBytes, used.storedBytes);
  }

  /** Counts one question of today. @throws {QuotaExceededError} which counts nothing. */
  async countQuestion(ownerId: UserId): Promise<void> {
    const { questionsPerDay: limit } = await this.limitsOf(ownerId);
    if (await this.store.countQuestion(ownerId, this.#today(), limit)) return;
    const { questions } = await this.usageOf(ownerId);
    throw new QuotaExceededError('questions-per-day', limit ?? 0, questions);
  }

  /**
   * Whether the language model may be asked today. What an answer takes is known at its end: the last one may go past
   * the limit by its own tokens.
   *
   * @throws {QuotaExceededError}
   */
  async assertTokens(ownerId: UserId): Promise<void> {
    const { tokensPerDay: limit } = await this.limitsOf(ownerId);
    if (limit === null) return;
    const used = await this.store.tokens(ownerId, this.#today());
    if (used >= limit) throw new QuotaExceededError('tokens-per-day', limit, used);
  }

  /** Counts what an answer took, also one that was stopped. */
  async countTokens(ownerId: UserId, tokens: number): Promise<void> {
    if (tokens > 0) await this.store.countTokens(ownerId, this.#today(), tokens);
  }

  #today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }
}
