import { backups, type MaintenanceTransactions } from '@hearthlore/database';
import { and, isNull, lte, ne } from 'drizzle-orm';

const DAY = 86_400_000;
/** The oldest that a backup gets at the target, in milliseconds. */
const LONGEST_KEPT = 35 * DAY;

/** Until when backups hold what was erased. */
export class DrizzleBackupHorizon {
  constructor(private readonly transactions: MaintenanceTransactions) {}

  /**
   * @param erasedAt When the last row was gone: a backup that began before then, and is not done even now, may hold it.
   * @returns When the last such backup has left the target; `undefined` where there is none.
   */
  async until(erasedAt: Date, now: Date): Promise<Date | undefined> {
    const rows = await this.transactions.run((tx) =>
      tx
        .select({ finishedAt: backups.finishedAt })
        .from(backups)
        .where(and(ne(backups.state, 'failed'), lte(backups.startedAt, erasedAt), isNull(backups.removedAt))),
    );
    const ends = rows.map(({ finishedAt }) => (finishedAt ?? now).getTime() + LONGEST_KEPT);
    return ends.length === 0 ? undefined : new Date(Math.max(...ends));
  }
}
