import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '@hearthlore/config';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { BackupRunningError, BackupSourceError } from '../backup.errors.js';
import { inLoadingOrder, type Table } from './tables.js';

/** Any number that nothing else locks: "hlbackup" in the letters of a telephone. */
const LOCK = 4_522_258;
/** A killed run's connection is gone within this many milliseconds. */
const LOCK_PATIENCE = 5_000;
const LOCK_PAUSE = 250;

/** Where in the history of the database a snapshot was taken. */
export interface Watermark {
  /** Position in the write-ahead log. */
  readonly lsn: string;
  /** ISO 8601, by the clock of the database. */
  readonly at: string;
}

const TABLES = `select c.relname as name, pg_table_size(c.oid)::float8 as bytes,
    array(select a.attname::text from pg_attribute a
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
           order by a.attnum) as columns,
    array(select distinct r.relname::text from pg_constraint f join pg_class r on r.oid = f.confrelid
           where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

/** All tables as they were at one moment, read as hl_backup: ciphertext. One at a time over the whole installation. */
export class DatabaseSnapshot {
  private constructor(
    private readonly client: pg.Client,
    readonly watermark: Watermark,
    /** In the order in which they can be loaded. */
    readonly tables: readonly Table[],
  ) {}

  /**
   * @throws {BackupRunningError} while another one is open.
   * @throws {BackupSourceError} where the database does not answer.
   * @throws {UnknownTableError}
   */
  static async open(url: Secret): Promise<DatabaseSnapshot> {
    const client = new pg.Client({ connectionString: url.reveal(), application_name: 'hearthlore-backup' });
    // A connection that is cut says so as an event too, which would end the process; the query that runs fails anyway.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await lock(client);
      await client.query('begin transaction isolation level repeatable read read only');
      const { rows } = await client.query<{ lsn: string; at: Date }>(
        'select pg_current_wal_lsn()::text as lsn, clock_timestamp() as at',
      );
      const [row] = rows;
      if (row === undefined) throw new BackupSourceError();
      const tables = await client.query<Table>(TABLES);
      const watermark = { lsn: row.lsn, at: row.at.toISOString() };
      return new DatabaseSnapshot(client, watermark, inLoadingOrder(tables.rows));
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error instanceof BackupRunningError ? error : sourceError(error);
    }
  }

  /** By which another connection sees the very same rows, for as long as this one is open. */
  async exportId(): Promise<string> {
    const { rows } = await this.client.query<{ id: string }>('select pg_export_snapshot() as id');
    const [row] = rows;
    if (row === undefined) throw new BackupSourceError();
    return row.id;
  }

  /** A file in COPY's binary format, with ciphertext as it is stored: no setting of a server changes how it is written. */
  async *rows({ name, columns }: Table): AsyncGenerator<Uint8Array> {
    const list = columns.map((column) => this.client.escapeIdentifier(column)).join(', ');
    const from = `public.${this.client.escapeIdentifier(name)} (${list})`;
    const stream = this.client.query(copyTo(`copy ${from} to stdout (format binary)`));
    try {
      for await (const chunk of stream) yield chunk;
    } catch (error) {
      throw sourceError(error);
    }
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}

async function lock(client: pg.Client): Promise<void> {
  for (let waited = 0; ; waited += LOCK_PAUSE) {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
    if (rows[0]?.locked === true) return;
    if (waited >= LOCK_PATIENCE) throw new BackupRunningError();
    await sleep(LOCK_PAUSE);
  }
}

function sourceError(cause: unknown): unknown {
  const isOurs = cause instanceof Error && 'kind' in cause;
  return isOurs ? cause : new BackupSourceError({ cause });
}
