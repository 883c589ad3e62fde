import { AsyncLocalStorage } from 'node:async_hooks';
import type { UserId } from '@hearthlore/kernel';
import { sql } from 'drizzle-orm';
import type { Database, Transaction } from './connection.js';

interface Running {
  readonly ownerId: UserId | undefined;
  readonly transaction: Transaction;
}

/**
 * The only way to the members' tables. Every query runs in a transaction that has named its owner, and row-level
 * security shows that owner's rows alone; outside of one there is nothing to see. [Note: Row-level security]
 */
export class OwnerTransactions {
  readonly #running = new AsyncLocalStorage<Running>();

  constructor(private readonly database: Database) {}

  /**
   * Runs `work` as `ownerId`: all of it happens or nothing. A run inside another one of the same owner joins it.
   *
   * @throws {TypeError} when started inside a transaction of somebody else.
   */
  run<T>(ownerId: UserId, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#enter(ownerId, work);
  }

  /** For the few look-ups that come before an owner is known; the members' tables look empty here. */
  runWithoutOwner<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#enter(undefined, work);
  }

  #enter<T>(ownerId: UserId | undefined, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const outer = this.#running.getStore();
    if (outer !== undefined) {
      if (outer.ownerId !== ownerId) throw new TypeError('a transaction belongs to one owner');
      return work(outer.transaction);
    }
    return this.database.transaction(async (transaction) => {
      await transaction.execute(sql`select set_config('app.user_id', ${ownerId ?? ''}, true)`);
      return this.#running.run({ ownerId, transaction }, () => work(transaction));
    });
  }
}

/** The worker's way: a role that sees ids and dates, and may delete. */
export class MaintenanceTransactions {
  constructor(private readonly database: Database) {}

  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }
}
