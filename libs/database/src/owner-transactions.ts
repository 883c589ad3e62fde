import { AsyncLocalStorage } from 'node:async_hooks';
import type { UserId } from '@hearthlore/kernel';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Database, Transaction } from './connection.js';

interface Running {
  readonly ownerId: UserId | undefined;
  readonly transaction: Transaction;
  /** Its connection may serve somebody else by now. */
  isOver: boolean;
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
      // Work that was left behind when the transaction ended, as by the failure of what ran beside it.
      if (outer.isOver) throw new TypeError('this transaction is over');
      // Drizzle's queries start when somebody listens: adopted here, they are sent in the order in which `run` was
      // called, whoever waits for them first. A lock that is asked for before a read has to be held by then.
      return Promise.resolve(work(outer.transaction));
    }
    return inTransaction(this.database.$client, nameOwner(ownerId), async (transaction) => {
      const running: Running = { ownerId, transaction, isOver: false };
      try {
        return await this.#running.run(running, () => work(transaction));
      } finally {
        running.isOver = true;
      }
    });
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
  // A connection that is cut says so as an event, too, and one that nobody hears ends the process.
  const cut = (error: Error): void => {
    broken = error;
  };
  client.on('error', cut);
  try {
    const opened = Promise.all(['begin', ...opening].map((statement) => client.query(statement)));
    // Waited for below; until then a failure is nobody's accident.
    opened.catch(() => undefined);
    try {
      const result = await work(drizzle(client));
      await opened;
      const { command } = await client.query('commit');
      // PostgreSQL answers so where a statement had failed and somebody swallowed the error: nothing was kept.
      if (command !== 'COMMIT') throw new Error('a transaction with a failed statement cannot be kept');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    }
  } finally {
    client.off('error', cut);
    // A connection that was cut, or could not even roll back, is not used again.
    client.release(broken);
  }
}
