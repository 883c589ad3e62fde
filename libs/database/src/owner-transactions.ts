import { AsyncLocalStorage } from 'node:async_hooks';
import type { UserId } from '@hearthlore/kernel';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Database, Transaction } from './connection.js';
import * as schema from './schema/index.js';

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
      // Drizzle's queries start when somebody listens: adopted here, they are sent in the order in which `run` was
      // called, whoever waits for them first. A lock that is asked for before a read has to be held by then.
      return Promise.resolve(work(outer.transaction));
    }
    return inTransaction(this.database.$client, nameOwner(ownerId), (transaction) =>
      this.#running.run({ ownerId, transaction }, () => work(transaction)),
    );
  }
}

/** The worker's way: a role that sees ids and dates, and may delete. */
export class MaintenanceTransactions {
  constructor(private readonly database: Database) {}

  run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.database.$client, [], work);
  }
}

/** SET LOCAL takes no parameters; this does, and ends with the transaction all the same. */
function nameOwner(ownerId: UserId | undefined): pg.QueryConfig[] {
  return [{ text: `select set_config('app.user_id', $1, true)`, values: [ownerId ?? ''] }];
}

/**
 * The opening statements are not waited for: they travel with the first query of `work`, in order. Should one of them
 * fail, the queries after it fail too, or see nothing, because no owner was named; nothing is ever committed then.
 */
async function inTransaction<T>(
  pool: pg.Pool,
  opening: readonly pg.QueryConfig[],
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const opened = Promise.all(['begin', ...opening].map((statement) => client.query(statement)));
    // Waited for below; until then a failure is nobody's accident.
    opened.catch(() => undefined);
    try {
      const result = await work(drizzle(client, { schema }));
      await opened;
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    }
  } finally {
    // A connection that could not even roll back is not used again.
    client.release(broken);
  }
}
