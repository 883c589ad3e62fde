import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '@hearthlore/config';
import pg from 'pg';
import { ErasureWaitsError } from '../erasure/erasure.errors.js';
import { type Cleaned, StoreCleaning } from '../erasure/store-cleaning.js';

/** Keys, salts and what leads to a member: small tables, written anew as a whole. */
const REWRITTEN = [
  'key_slots',
  'sessions',
  'api_keys',
  'passkeys',
  'ingest_box',
  'audit_subjects',
  'record_sets',
  'members',
  'resets',
  'invites',
  'notices',
  'erasures',
] as const;
/** Ciphertext and dates: their space is given back, and what lies in it opens no more. */
const VACUUMED = [
  'records',
  'documents',
  'conversations',
  'exports',
  'member_jobs',
  'member_retention',
  'member_limits',
  'member_usage',
  'point_collections',
  'document_points',
] as const;

/** Requests wait behind a rewrite that waits itself: rather give up and try again, in milliseconds. */
const LOCK_PATIENCE = 3_000;
const LOOK_AGAIN = 1_000;
/** A backup of gigabytes ends some time; the queue tries again after this, in milliseconds. */
const PATIENCE = 240_000;
/** lock_not_available, insufficient_privilege (PostgreSQL, appendix A). */
const LOCKED = '55P03';
const FORBIDDEN = '42501';
/** What VACUUM (FULL, VERBOSE) says of rows that some snapshot still sees. */
const NOT_YET = /(\d+) dead row versions cannot be removed yet/;

/**
 * PostgreSQL keeps deleted rows in pages and in the write-ahead log. The tables with keys are rewritten, a new segment
 * of the log is begun, and a checkpoint removes the old ones (`wal_recycle` is off on the bundled server, or they would
 * be renamed and kept). Repeats harmlessly.
 */
export class PostgresStoreCleaning extends StoreCleaning {
  /** @param url Of the worker's role, which may maintain these tables and nothing more. */
  constructor(
    private readonly url: Secret,
    private readonly patience: number = PATIENCE,
  ) {
    super();
  }

  override async run(signal: AbortSignal): Promise<Cleaned> {
    const client = new pg.Client({ connectionString: this.url.reveal(), application_name: 'hearthlore-erasure' });
    await client.connect();
    // A connection that is cut fails the statement too; unheard, it would end the process.
    client.on('error', () => undefined);
    try {
      await client.query(`SET lock_timeout = ${LOCK_PATIENCE}`);
      const deadline = performance.now() + this.patience;
      for (const table of REWRITTEN) await this.#rewrite(client, table, deadline, signal);
      for (const table of VACUUMED) await client.query(`VACUUM ${table}`);
      return { tables: 'rewritten', log: await endLog(client) };
    } finally {
      await client.end();
    }
  }

  async #rewrite(client: pg.Client, table: string, deadline: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      if ((await rewrite(client, table)) === 'done') return;
      if (performance.now() > deadline) throw new ErasureWaitsError();
      await sleep(LOOK_AGAIN, undefined, { signal });
    }
  }
}

async function rewrite(client: pg.Client, table: string): Promise<'done' | 'waits'> {
  let kept = 0;
  const listen = (notice: { readonly detail?: string | undefined }): void => {
    kept += Number(NOT_YET.exec(notice.detail ?? '')?.[1] ?? 0);
  };
  client.on('notice', listen);
  try {
    await client.query(`VACUUM (FULL, VERBOSE) ${table}`);
    return kept === 0 ? 'done' : 'waits';
  } catch (error) {
    if (isCode(error, LOCKED)) return 'waits';
    throw error;
  } finally {
    client.off('notice', listen);
  }
}

/** Whatever has a server keep segments that a checkpoint would remove, or has copied them away before. */
const LETS_GO = `select current_setting('wal_recycle') = 'off' and current_setting('wal_keep_size') = '0'
    and current_setting('archive_mode') = 'off' and not exists (select from pg_replication_slots)
    and not exists (select from pg_stat_replication) as lets_go`;

async function endLog(client: pg.Client): Promise<Cleaned['log']> {
  try {
    await client.query('SELECT pg_switch_wal()');
    await client.query('CHECKPOINT');
    const { rows } = await client.query<{ lets_go: boolean }>(LETS_GO);
    return rows[0]?.lets_go === true ? 'removed' : 'left-to-server';
  } catch (error) {
    if (isCode(error, FORBIDDEN)) return 'left-to-server';
    throw error;
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
