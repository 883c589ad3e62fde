import { randomBytes } from 'node:crypto';
import { Secret } from '@hearthlore/config';
import { createPool, members, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export interface OwnedDatabase {
  readonly database: TestDatabase;
  readonly pool: pg.Pool;
  readonly transactions: OwnerTransactions;
  close(): Promise<void>;
}

/** A database of the spec's own, opened as the api process opens it. */
export async function openAsApi(): Promise<OwnedDatabase> {
  const database = await createTestDatabase();
  const pool = createPool(new Secret(database.urls.app), { max: 4, name: 'int-spec' });
  const close = async (): Promise<void> => {
    await pool.end();
    await database.drop();
  };
  return { database, pool, transactions: new OwnerTransactions(openDatabase(pool)), close };
}

/** Inserts the row of a member with no keys: enough to own records. */
export async function insertMember(transactions: OwnerTransactions): Promise<UserId> {
  const id = newId<UserId>();
  await transactions.run(id, (tx) =>
    tx.insert(members).values({
      id,
      emailHash: randomBytes(32),
      role: 'member',
      state: 'active',
      profileSet: newId<RecordSetId>(),
      ringSet: newId<RecordSetId>(),
      erasureTag: randomBytes(16),
    }),
  );
  return id;
}
