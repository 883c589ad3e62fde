import { documents, memberLimits, members, memberUsage, type OwnerTransactions, records } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { and, count, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import type { Limits, Usage } from '../quotas/limits.js';

export type Holdings = Pick<Usage, 'documents' | 'storedBytes'>;

/** What a member has and did. The limits themselves are written by the family's managers, through a function. */
export class DrizzleQuotaStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  async findLimits(ownerId: UserId): Promise<Limits | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({
          storedBytes: memberLimits.storedBytes,
          documents: memberLimits.documents,
          questionsPerDay: memberLimits.questionsPerDay,
          tokensPerDay: memberLimits.tokensPerDay,
        })
        .from(memberLimits)
        .where(eq(memberLimits.ownerId, ownerId)),
    );
    return row;
  }

  /** Waits for, and until its end keeps out, every other transaction of this member that asks the same. */
  holdings(ownerId: UserId): Promise<Holdings> {
    return this.transactions.run(ownerId, async (tx) => {
      await tx.select({ id: members.id }).from(members).where(eq(members.id, ownerId)).for('no key update');
      return this.#holdings(ownerId);
    });
  }

  async usage(ownerId: UserId, day: string): Promise<Usage> {
    return this.transactions.run(ownerId, async (tx) => {
      const [today] = await tx
        .select({ questions: memberUsage.questions, tokens: memberUsage.tokens })
        .from(memberUsage)
        .where(and(eq(memberUsage.ownerId, ownerId), eq(memberUsage.day, day)));
      return { ...(await this.#holdings(ownerId)), ...(today ?? { questions: 0, tokens: 0 }) };
    });
  }

  /** @returns Whether there was one left; of many at once exactly as many as there were. */
  async countQuestion(ownerId: UserId, day: string, limit: number | null): Promise<boolean> {
    if (limit !== null && limit < 1) return false;
    const counted = await this.transactions.run(ownerId, (tx) =>
      tx
        .insert(memberUsage)
        .values({ ownerId, day, questions: 1 })
        .onConflictDoUpdate({
          target: [memberUsage.ownerId, memberUsage.day],
          set: { questions: sql`${memberUsage.questions} + 1` },
          ...(limit === null ? {} : { setWhere: lt(memberUsage.questions, limit) }),
        })
        .returning({ questions: memberUsage.questions }),
    );
    return counted.length === 1;
  }

  async tokens(ownerId: UserId, day: string): Promise<number> {
    const [today] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ tokens: memberUsage.tokens })
        .from(memberUsage)
        .where(and(eq(memberUsage.ownerId, ownerId), eq(memberUsage.day, day))),
    );
    return today?.tokens ?? 0;
  }

  async countTokens(ownerId: UserId, day: string, tokens: number): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx
        .insert(memberUsage)
        .values({ ownerId, day, tokens })
        .onConflictDoUpdate({
          target: [memberUsage.ownerId, memberUsage.day],
          set: { tokens: sql`${memberUsage.tokens} + ${tokens}` },
        }),
    );
  }

  #holdings(ownerId: UserId): Promise<Holdings> {
    return this.transactions.run(ownerId, async (tx) => {
      const [there] = await tx
        .select({ documents: count() })
        .from(documents)
        .where(
          and(eq(documents.ownerId, ownerId), or(isNull(documents.expiresAt), gt(documents.expiresAt, sql`now()`))),
        );
      const [stored] = await tx
        .select({ bytes: sql`coalesce(sum(octet_length(${records.sealed})), 0)`.mapWith(Number) })
        .from(records)
        .where(eq(records.ownerId, ownerId));
      return { documents: there?.documents ?? 0, storedBytes: stored?.bytes ?? 0 };
    });
  }
}
