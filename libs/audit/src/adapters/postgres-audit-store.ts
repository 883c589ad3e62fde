import type { UserId } from '@hearthlore/kernel';
import type pg from 'pg';
import { AuditStore, type NewEntry, type StoredCheckpoint } from '../ports/audit-store.port.js';

const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const bufferOrNull = (bytes: Uint8Array | undefined): Buffer | null => (bytes === undefined ? null : buffer(bytes));

/**
 * The log in PostgreSQL, through the functions of its migration: the role of the api may not touch the tables. Each
 * call is one statement and one transaction, prepared once a connection. Give it a pool of its own, so that an entry
 * never waits for a connection that the request it belongs to holds.
 */
export class PostgresAuditStore extends AuditStore {
  constructor(private readonly pool: pg.Pool) {
    super();
  }

  override async salt(memberId: UserId, fresh: Uint8Array): Promise<Uint8Array | undefined> {
    const { rows } = await this.pool.query<{ salt: Buffer | null }>({
      name: 'audit-salt',
      text: 'SELECT audit_salt($1, $2) AS salt',
      values: [memberId, buffer(fresh)],
    });
    const salt = rows[0]?.salt;
    return salt ? new Uint8Array(salt) : undefined;
  }

  override async append(expected: number, entries: readonly NewEntry[]): Promise<{ isKept: boolean; size: number }> {
    const { rows } = await this.pool.query<{ is_kept: boolean; new_size: string }>({
      name: 'audit-append',
      text: 'SELECT is_kept, new_size FROM append_audit($1, $2, $3, $4, $5)',
      values: [
        expected,
        entries.map(({ text }) => text),
        entries.map(({ actor }) => bufferOrNull(actor)),
        entries.map(({ object }) => bufferOrNull(object)),
        entries.map(({ at }) => at.toISOString()),
      ],
    });
    const [row] = rows;
    if (row === undefined) throw new RangeError('the audit log gave no answer');
    return { isKept: row.is_kept, size: Number(row.new_size) };
  }

  override async size(): Promise<number> {
    const { rows } = await this.pool.query<{ size: string | null }>('SELECT audit_size() AS size');
    return Number(rows[0]?.size ?? 0);
  }

  override async listLeaves(first: number, atMost: number): Promise<Uint8Array[]> {
    const { rows } = await this.pool.query<{ seq: string; leaf: Buffer }>({
      name: 'audit-leaves',
      text: 'SELECT seq, leaf FROM audit_leaves($1, $2)',
      values: [first, atMost],
    });
    const gap = rows.findIndex(({ seq }, index) => Number(seq) !== first + index);
    return (gap === -1 ? rows : rows.slice(0, gap)).map(({ leaf }) => new Uint8Array(leaf));
  }

  override async addCheckpoint({ size, note, frontier }: StoredCheckpoint): Promise<void> {
    await this.pool.query({
      name: 'audit-checkpoint',
      text: 'SELECT add_audit_checkpoint($1, $2, $3)',
      values: [size, note, buffer(frontier)],
    });
  }

  override async findLastCheckpoint(): Promise<StoredCheckpoint | undefined> {
    const { rows } = await this.pool.query<{ size: string; note: string; frontier: Buffer }>(
      'SELECT size, note, frontier FROM last_audit_checkpoint()',
    );
    const [row] = rows;
    return row && { size: Number(row.size), note: row.note, frontier: new Uint8Array(row.frontier) };
  }
}
