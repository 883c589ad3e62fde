import {
  conversations,
  documents,
  memberRetention,
  type OwnerTransactions,
  retentionRules,
  retentionRuns,
  retentionState,
} from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { count, desc, eq, isNull, sql } from 'drizzle-orm';
import type { NewRule, RetentionRule, WrittenKind } from '../retention/retention-rule.js';

export interface KindCounts {
  readonly total: number;
  readonly due: number;
}
export type AgeingCounts = Readonly<Record<'documents' | 'conversations', KindCounts>>;
export type RetentionRun = typeof retentionRuns.$inferSelect;

type AgeingRow = { kind: 'documents' | 'conversations'; total: string; due: string };

/** The rules as the api sees and sets them: row-level security decides who may. */
export class DrizzleRetentionRules {
  constructor(private readonly transactions: OwnerTransactions) {}

  list(callerId: UserId): Promise<RetentionRule[]> {
    return this.transactions.run(callerId, (tx) => tx.select().from(retentionRules));
  }

  /** All of them, or none. */
  async save(callerId: UserId, rules: readonly NewRule[], changedAt: Date): Promise<void> {
    await this.transactions.run(callerId, async (tx) => {
      for (const { kind, days } of rules)
        await tx
          .insert(retentionRules)
          .values({ kind, days, changedAt })
          .onConflictDoUpdate({ target: retentionRules.kind, set: { days, changedAt } });
    });
  }

  listOwn(ownerId: UserId): Promise<RetentionRule<WrittenKind>[]> {
    return this.transactions.run(ownerId, (tx) =>
      tx
        .select({ kind: memberRetention.kind, days: memberRetention.days, changedAt: memberRetention.changedAt })
        .from(memberRetention),
    );
  }

  /** All of them, or none; a rule without days gives the choice up. */
  async saveOwn(ownerId: UserId, rules: readonly NewRule<WrittenKind>[], changedAt: Date): Promise<void> {
    await this.transactions.run(ownerId, async (tx) => {
      for (const { kind, days } of rules)
        if (days === null) await tx.delete(memberRetention).where(eq(memberRetention.kind, kind));
        else
          await tx
            .insert(memberRetention)
            .values({ ownerId, kind, days, changedAt })
            .onConflictDoUpdate({
              target: [memberRetention.ownerId, memberRetention.kind],
              set: { days, changedAt },
            });
    });
  }

  /** Of all members, for a manager: how much nobody holds, and how much of that was made by `cutoff`. */
  async countAll(callerId: UserId, cutoff: Date): Promise<AgeingCounts> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<AgeingRow>(sql`select kind, total, due from count_ageing(${cutoff.toISOString()}::timestamptz)`),
    );
    const of = (kind: AgeingRow['kind']): KindCounts => {
      const row = rows.find((one) => one.kind === kind);
      return { total: Number(row?.total ?? 0), due: Number(row?.due ?? 0) };
    };
    return { documents: of('documents'), conversations: of('conversations') };
  }

  countOwn(ownerId: UserId, cutoff: Date): Promise<AgeingCounts> {
    const due = cutoff.toISOString();
    return this.transactions.run(ownerId, async (tx) => {
      const [own] = await tx
        .select({ total: count(), due: sql<string>`count(*) filter (where ${documents.createdAt} <= ${due})` })
        .from(documents)
        .where(isNull(documents.heldAt));
      const [chats] = await tx
        .select({ total: count(), due: sql<string>`count(*) filter (where ${conversations.updatedAt} <= ${due})` })
        .from(conversations)
        .where(isNull(conversations.heldAt));
      return {
        documents: { total: own?.total ?? 0, due: Number(own?.due ?? 0) },
        conversations: { total: chats?.total ?? 0, due: Number(chats?.due ?? 0) },
      };
    });
  }

  /** @returns Newest first; none for anybody but a manager. */
  listRuns(callerId: UserId, limit: number): Promise<RetentionRun[]> {
    return this.transactions.run(callerId, (tx) =>
      tx.select().from(retentionRuns).orderBy(desc(retentionRuns.startedAt)).limit(limit),
    );
  }

  /** A manager says that the clock is right, whatever leap it made. */
  async vouchForClock(callerId: UserId, now: Date): Promise<void> {
    await this.transactions.run(callerId, (tx) => tx.update(retentionState).set({ seenAt: now, steadySince: null }));
  }
}
