import type { Secret } from '@hearthlore/config';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { OverprivilegedRoleError } from './database.errors.js';

export type Database = NodePgDatabase & { readonly $client: pg.Pool };
/** What a query may do inside a transaction; starting another one is not part of it. */
export type Transaction = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

/** One pool for one role. Statements are cut off after a minute, so that a stuck lock ends as an error. */
export function createPool(url: Secret, options: { readonly max: number; readonly name: string }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max: options.max,
    application_name: options.name,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    // Queries that do not wait for each other travel together: a round trip costs more than most of them.
    pipeline: true,
  });
  // An idle connection may die with the server; the next query gets a new one or fails by itself.
  pool.on('error', () => undefined);
  return pool;
}

export function openDatabase(pool: pg.Pool): Database {
  return drizzle(pool);
}

/**
 * Row-level security does nothing for a superuser or a BYPASSRLS role: such a connection must not serve.
 *
 * @throws {OverprivilegedRoleError}
 */
export async function assertLeastPrivilege(pool: pg.Pool): Promise<void> {
  const result = await pool.query<{ unsafe: boolean }>(
    `select rolsuper or rolbypassrls or rolcreaterole or pg_has_role(current_user, 'hl_owner', 'MEMBER') as unsafe
       from pg_roles where rolname = current_user`,
  );
  if (result.rows[0]?.unsafe !== false) throw new OverprivilegedRoleError();
}
