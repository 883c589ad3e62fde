import { documents, type MaintenanceTransactions, recordSets, retentionRuns } from '@hearthlore/database';
import { newId } from '@hearthlore/kernel';
import { and, count, eq, inArray, lte, sql } from 'drizzle-orm';

/** Documents deleted in one transaction: short locks, and a killed run loses little. */
const BATCH = 200;

/** Documents past their date, as a role that sees ids and dates and may delete. Knows no key and reads no content. */
export class DrizzleExpiredDocuments {
  constructor(private readonly transactions: MaintenanceTransactions) {}

  async count(now: Date): Promise<number> {
    const [row] = await this.transactions.run((tx) =>
      tx
        .select({ total: count(documents.id) })
        .from(documents)
        .where(lte(documents.expiresAt, now)),
    );
    return row?.total ?? 0;
  }

  /**
   * Deletes them with their records, a batch at a time; repeating it, or running it twice at once, does no harm.
   *
   * @returns How many this run deleted; what another one was quicker to delete does not count.
   */
  async purge(now: Date): Promise<number> {
    const run = newId();
    await this.transactions.run((tx) => tx.insert(retentionRuns).values({ id: run, startedAt: now }));
    let total = 0;
    for (let purged = BATCH; purged === BATCH; total += purged) purged = await this.#purgeBatch(now);
    await this.transactions.run((tx) =>
      tx
        .update(retentionRuns)
        .set({ finishedAt: sql`now()`, expiredDocuments: total })
        .where(eq(retentionRuns.id, run)),
    );
    return total;
  }

  #purgeBatch(now: Date): Promise<number> {
    return this.transactions.run(async (tx) => {
      const expired = await tx
        .select({ ownerId: documents.ownerId, id: documents.id })
        .from(documents)
        .where(lte(documents.expiresAt, now))
        .limit(BATCH);
      if (expired.length === 0) return 0;
      // A document id is random: naming the ids alone cannot meet another member's document, and the kind is checked.
      const deleted = await tx
        .delete(recordSets)
        .where(
          and(
            eq(recordSets.kind, 'document'),
            inArray(
              recordSets.id,
              expired.map(({ id }) => id),
            ),
          ),
        )
        .returning({ id: recordSets.id });
      return deleted.length;
    });
  }
}
