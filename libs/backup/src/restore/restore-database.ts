import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { migrate, migrateUpTo } from '@hearthlore/database';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { LEDGER_ENTRY } from '../archive/restore-scripts.js';
import { type ArchiveEntry, type ReadEntry, readArchive } from './archive-reader.js';
import { assertSchemaKnown, INNER_MANIFEST_ENTRY, type InnerManifest, parseInnerManifest } from './inner-manifest.js';
import { BackupDamagedError, explainFailure } from './restore.errors.js';

const CHECKPOINTS_ENTRY = 'audit/checkpoints';
const TABLE_PART = /^data\/([a-z][a-z0-9_]*)(?:\.\d{4,})?\.copy$/;

/** An empty database with the roles and schemas of a first start. */
export interface RestoreTarget {
  /** Into the database itself: row-level security does not bind a superuser. */
  readonly superuserUrl: string;
  readonly ownerUrl: string;
  readonly migrationsFolder: string;
}

export interface RestoredArchive {
  readonly manifest: InnerManifest;
  readonly entries: readonly ReadEntry[];
  /** Lines of JSON, as the ledger was when the backup was made. */
  readonly ledger: string;
  /** Signed notes of the audit log. */
  readonly checkpoints: string;
  /** Rows by table. */
  readonly rows: ReadonlyMap<string, number>;
}

export interface RestoreOptions {
  /** Bytes of rows that were handed to the database so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
  /** Sees every part of a table as it passes, in pieces: files in COPY's binary format, one after the other. */
  readonly onRows?: ((table: string, chunk: Uint8Array) => void) | undefined;
  /** Sees the rows as they were backed up, before anything of the restore changes one; what it throws undoes them. */
  readonly onLoaded?: ((client: pg.Client, manifest: InnerManifest) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Loads an archive: the program's own schema as it was when the backup was made, the rows in one transaction, then the
 * newer migrations. The archive's own SQL is for people without the program and is not run here: what executes as a
 * superuser comes from the program alone.
 *
 * The database serves nobody after it: `restored_at` is set until erasures have been repeated.
 *
 * @throws {BackupDamagedError} @throws {WrongIdentityError} with nothing kept.
 * @throws {SchemaTooNewError} @throws {SchemaUnknownError} before anything was made.
 * @throws {RestoreDiskFullError} @throws {RestoreRefusedError}
 */
export async function restoreDatabase(
  tar: Readable,
  target: RestoreTarget,
  options: RestoreOptions = {},
): Promise<RestoredArchive> {
  const load = new DatabaseLoad(target, options);
  try {
    const entries = await readArchive(tar, (entry) => load.take(entry));
    const restored = await load.finish();
    await migrate(target.ownerUrl, target.migrationsFolder);
    return { ...restored, entries };
  } catch (error) {
    throw explainFailure(error);
  } finally {
    tar.destroy();
    await load.close();
  }
}

class DatabaseLoad {
  readonly #client: pg.Client;
  readonly #rows = new Map<string, number>();
  #manifest: InnerManifest | undefined;
  #ledger: string | undefined;
  #checkpoints = '';
  #bytes = 0;

  constructor(
    private readonly target: RestoreTarget,
    private readonly options: RestoreOptions,
  ) {
    this.#client = new pg.Client({ connectionString: target.superuserUrl, application_name: 'hearthlore-restore' });
    // A connection that is cut says so as an event, too; the query that runs fails anyway.
    this.#client.on('error', () => undefined);
  }

  async take(entry: ArchiveEntry): Promise<void> {
    this.options.signal?.throwIfAborted();
    const table = TABLE_PART.exec(entry.path)?.[1];
    if (entry.path === INNER_MANIFEST_ENTRY) await this.#begin(parseInnerManifest(await entry.text()));
    else if (this.#manifest === undefined) throw new BackupDamagedError(INNER_MANIFEST_ENTRY);
    else if (table !== undefined) await this.#copy(table, entry);
    else if (entry.path === LEDGER_ENTRY) this.#ledger = await entry.text();
    else if (entry.path === CHECKPOINTS_ENTRY) this.#checkpoints = await entry.text();
  }

  async finish(): Promise<Omit<RestoredArchive, 'entries'>> {
    const manifest = this.#manifest;
    if (manifest === undefined) throw new BackupDamagedError(INNER_MANIFEST_ENTRY);
    if (this.#ledger === undefined) throw new BackupDamagedError(LEDGER_ENTRY);
    const missing = manifest.tables.find(({ name }) => !this.#rows.has(name));
    if (missing !== undefined) throw new BackupDamagedError(`data/${missing.name}`);
    await this.options.onLoaded?.(this.#client, manifest);
    // Whatever an archive may hold of sessions: everybody signs in anew.
    await this.#client.query('TRUNCATE public.sessions');
    await this.#client.query('UPDATE public.installation SET restored_at = now(), fenced_until = NULL');
    await this.#client.query('COMMIT');
    await this.#client.query('ANALYZE');
    return { manifest, ledger: this.#ledger, checkpoints: this.#checkpoints, rows: this.#rows };
  }

  /** Rolls back what was not finished. */
  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }

  async #begin(manifest: InnerManifest): Promise<void> {
    const { ownerUrl, migrationsFolder } = this.target;
    assertSchemaKnown(manifest, migrationsFolder);
    await migrateUpTo(ownerUrl, migrationsFolder, manifest.schema.migrations);
    await this.#client.connect();
    await this.#client.query('BEGIN');
    // The rows are of one snapshot and were summed up: what they point to is there, and need not be looked for.
    await this.#client.query('SET LOCAL session_replication_role = replica');
    // What the migrations themselves put in comes from the backup; what points to it and is in no backup is empty.
    await this.#client.query(`TRUNCATE ${manifest.tables.map(({ name }) => this.#table(name)).join(', ')} CASCADE`);
    this.#manifest = manifest;
  }

  async #copy(name: string, entry: ArchiveEntry): Promise<void> {
    const table = this.#manifest?.tables.find((one) => one.name === name);
    if (table === undefined) throw new BackupDamagedError(entry.path);
    const columns = table.columns.map((column) => this.#client.escapeIdentifier(column)).join(', ');
    const copy = this.#client.query(copyFrom(`COPY ${this.#table(name)} (${columns}) FROM STDIN (FORMAT binary)`));
    await pipeline(Readable.from(this.#watch(name, entry), { objectMode: false }), copy);
    this.#rows.set(name, (this.#rows.get(name) ?? 0) + copy.rowCount);
  }

  async *#watch(table: string, entry: ArchiveEntry): AsyncGenerator<Uint8Array> {
    const { onRows, onProgress, signal } = this.options;
    for await (const chunk of entry.content) {
      signal?.throwIfAborted();
      this.#bytes += chunk.length;
      onRows?.(table, chunk);
      onProgress?.(this.#bytes);
      yield chunk;
    }
  }

  #table(name: string): string {
    return `public.${this.#client.escapeIdentifier(name)}`;
  }
}
