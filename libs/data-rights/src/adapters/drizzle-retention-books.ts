import {
  type MaintenanceTransactions,
  memberRetention,
  retentionRules,
  retentionRuns,
  retentionState,
  type Transaction,
} from '@hearthlore/database';
import { type Id, newId, type UserId } from '@hearthlore/kernel';
import { and, eq, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { type ClockReading, watchClock } from '../retention/clock-watch.js';
import type { RuleBook } from '../retention/cutoffs.js';
import { DAY, type RetentionRule, withDefaults } from '../retention/retention-rule.js';

/** Of a run that another one finds unfinished: its process died. */
const CUT_SHORT = 'retention.cut-short';
/** A run that did nothing is worth knowing for a week, any other as long as the audit log has its entries. */
const EMPTY_RUNS = 7 * DAY;
const RUNS = 730 * DAY;

export type RetentionRunId = Id<'retention-run'>;

/** What the worker knows before it takes anything, and notes of what it did. */
export class DrizzleRetentionBooks {
  constructor(private readonly transactions: MaintenanceTransactions) {}

  rules(): Promise<RuleBook> {
    return this.transactions.run(readRules);
  }

  /** Notes that somebody looked at the clock. One at a time: each leap is seen by one of them. */
  watchClock(now: Date): Promise<ClockReading> {
    return this.transactions.run(async (tx) => {
      await tx.insert(retentionState).values({}).onConflictDoNothing();
      const [row] = await tx.select().from(retentionState).for('update');
      const state = { seenAt: row?.seenAt ?? undefined, steadySince: row?.steadySince ?? undefined };
      const reading = watchClock(state, now);
      await tx.update(retentionState).set({ seenAt: now, steadySince: reading.steadySince ?? null });
      return reading;
    });
  }

  begin(trigger: 'schedule' | 'manager', now: Date): Promise<RetentionRunId> {
    return this.transactions.run(async (tx) => {
      const id = newId<RetentionRunId>();
      await tx
        .update(retentionRuns)
        .set({ error: CUT_SHORT })
        .where(and(isNull(retentionRuns.finishedAt), isNull(retentionRuns.error)));
      await tx.insert(retentionRuns).values({ id, startedAt: now, trigger });
      return id;
    });
  }

  /** Whoever was thought dead and was not has done its work all the same. */
  async finish(run: RetentionRunId, now: Date, waitingConversations: number): Promise<void> {
    await this.transactions.run(async (tx) => {
      const done = { finishedAt: now, waitingConversations, error: null };
      await tx.update(retentionRuns).set(done).where(eq(retentionRuns.id, run));
      await tx.delete(retentionRuns).where(and(ne(retentionRuns.id, run), or(isOld(now), isDull(now))));
    });
  }

  /** Once for each time the clock is not trusted. */
  async noteRefusal(error: string, trigger: 'schedule' | 'manager', { steadySince }: ClockReading, now: Date) {
    await this.transactions.run(async (tx) => {
      const told = and(eq(retentionRuns.error, error), eq(retentionRuns.startedAt, steadySince ?? now));
      if ((await tx.select({ id: retentionRuns.id }).from(retentionRuns).where(told)).length > 0) return;
      await tx
        .insert(retentionRuns)
        .values({ id: newId(), startedAt: steadySince ?? now, finishedAt: now, trigger, error });
    });
  }
}

export async function readRules(tx: Transaction): Promise<RuleBook> {
  const installation = withDefaults(await tx.select().from(retentionRules));
  const members = new Map<UserId, RetentionRule[]>();
  for (const { ownerId, ...rule } of await tx.select().from(memberRetention))
    members.set(ownerId, [...(members.get(ownerId) ?? []), rule]);
  return { installation, members };
}

function isOld(now: Date) {
  return lt(retentionRuns.startedAt, new Date(now.getTime() - RUNS));
}

function isDull(now: Date) {
  const counts = sql`${retentionRuns.expiredDocuments} + ${retentionRuns.expiredConversations} + ${retentionRuns.auditBodies} + ${retentionRuns.sessions} + ${retentionRuns.usage}`;
  return and(
    eq(retentionRuns.trigger, 'schedule'),
    isNull(retentionRuns.error),
    lt(retentionRuns.startedAt, new Date(now.getTime() - EMPTY_RUNS)),
    sql`${counts} = 0`,
  );
}
