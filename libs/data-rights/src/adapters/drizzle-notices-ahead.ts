import { type MaintenanceTransactions, retentionState } from '@hearthlore/database';
import type { NoticeId, UserId } from '@hearthlore/kernel';
import { sql } from 'drizzle-orm';
import { rulesInForce } from '../retention/cutoffs.js';
import { DAY, NOTICE_DAYS } from '../retention/retention-rule.js';
import { readRules } from './drizzle-retention-books.js';
import { overdueAt } from './overdue.js';

/**
 * A rule that was being set while somebody told may not have been seen: one set less than this before it counts as not
 * told, at worst twice. Milliseconds.
 */
const JUST_SET = 60_000;

export interface NoticeAhead {
  readonly noticeId: NoticeId;
  readonly ownerId: UserId;
}

type Row = { id: NoticeId; owner_id: UserId };

/** Tells members that something of theirs goes within the days ahead. */
export class DrizzleNoticesAhead {
  constructor(private readonly transactions: MaintenanceTransactions) {}

  /**
   * Tells what has become due within the days ahead since somebody told last, in one transaction: whoever is killed has
   * told nobody, and of two at once the second finds it told. Who has not seen the last notice gets no second one.
   *
   * Messages within conversations go day by day: of these the beginning of a rule is told, and not each one.
   */
  tell(now: Date): Promise<NoticeAhead[]> {
    return this.transactions.run(async (tx) => {
      await tx.insert(retentionState).values({}).onConflictDoNothing();
      const [state] = await tx.select({ toldUntil: retentionState.toldUntil }).from(retentionState).for('update');
      const until = new Date(now.getTime() + NOTICE_DAYS * DAY);
      const told = state?.toldUntil ?? now;
      // Told further ahead than is told at all: by a clock that has been put right since.
      const from = told > new Date(until.getTime() + DAY) ? now : told;
      if (from >= until) return [];
      const rules = await readRules(tx);
      const known = rulesInForce(rules, new Date(from.getTime() - JUST_SET));
      const [before, then] = [overdueAt(known, from), overdueAt(rules, until)];
      const { rows } = await tx.execute<Row>(sql`
        with affected as (
          select d.owner_id from documents d where ${then.documents} and ${before.documents} is not true
          union select c.owner_id from conversations c where ${then.conversations} and ${before.conversations} is not true
          union select c.owner_id from conversations c where ${then.messages} and ${before.hasMessageRule} is not true)
        insert into notices (id, owner_id, kind)
          select gen_random_uuid(), a.owner_id, 'retention-ahead' from affected a
           where not exists (select 1 from notices n where n.owner_id = a.owner_id and n.kind = 'retention-ahead')
        returning id, owner_id`);
      await tx.update(retentionState).set({ toldUntil: until });
      return rows.map(({ id, owner_id: ownerId }) => ({ noticeId: id, ownerId }));
    });
  }
}
