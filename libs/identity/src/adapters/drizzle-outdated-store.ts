import type { MaintenanceTransactions } from '@hearthlore/database';
import { sql } from 'drizzle-orm';

/** How many rows of each sort went. */
export interface Swept {
  readonly throttles: number;
  readonly resets: number;
  readonly invites: number;
  readonly notices: number;
  readonly boxes: number;
}

/** What nobody can use any more, because its date has passed. */
export class DrizzleOutdatedStore {
  constructor(private readonly transactions: Pick<MaintenanceTransactions, 'run'>) {}

  /** All of it in one transaction: a second run finds what has come since. */
  async sweep(): Promise<Swept> {
    const { rows } = await this.transactions.run((tx) =>
      tx.execute<{ [Name in keyof Swept]: number }>(
        sql`select swept_throttles as throttles, swept_resets as resets,
              swept_invites as invites, swept_notices as notices, swept_boxes as boxes from sweep_outdated()`,
      ),
    );
    return rows[0] ?? { throttles: 0, resets: 0, invites: 0, notices: 0, boxes: 0 };
  }
}
