import { backups, type MaintenanceTransactions } from '@hearthlore/database';
import { and, isNull, lte, ne } from 'drizzle-orm';

const DAY = 86_400_000;
/** The oldest that a backup gets at the target, in milliseconds. */
const LONGEST_KEPT = 35 * DAY;

/** Until when backups hold what was erased. */
export class DrizzleBackupHorizon {
  /**
   * @param atTarget When each of those was begun that lie at the target. A restored installation does not remember what
   *   was made after its backup, and what failed may lie where nothing can be deleted.
   */
  constructor(
    private readonly transactions: MaintenanceTransactions,
    private readonly atTarget: () => Promise<readonly Date[]>,
  ) {}

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
    const there = (await this.atTarget()).filter((begun) => begun <= erasedAt);
    const dates = [...there, ...rows.map(({ finishedAt }) => finishedAt ?? now)];
    const ends = dates.map((date) => date.getTime() + LONGEST_KEPT);
    return ends.length === 0 ? undefined : new Date(Math.max(...ends));
  }
}
