import { installation, type OwnerTransactions } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { sql } from 'drizzle-orm';

export interface Ended {
  readonly sessions: number;
  readonly apiKeys: number;
}

export class DrizzleLockdownStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** @returns Since when everything is shut; `undefined` while it is not. */
  async since(): Promise<Date | undefined> {
    const [row] = await this.transactions.runWithoutOwner((tx) =>
      tx.select({ at: installation.lockedDownAt }).from(installation),
    );
    return row?.at ?? undefined;
  }

  /** Shuts everything and signs everybody out. @returns `undefined` for anybody but an active owner or admin. */
  async begin(callerId: UserId): Promise<Ended | undefined> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ sessions: number; apiKeys: number }>(
        sql`select ended_sessions as sessions, ended_keys as "apiKeys" from lock_down()`,
      ),
    );
    return rows[0];
  }

  /** @returns Whether the caller is who may: the active owner. */
  async end(callerId: UserId): Promise<boolean> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ isOpen: boolean }>(sql`select end_lockdown() as "isOpen"`),
    );
    return rows[0]?.isOpen === true;
  }
}
