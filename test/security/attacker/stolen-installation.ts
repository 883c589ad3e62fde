import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KeySlot, type RecordType } from '@hearthlore/crypto';
import type { Id, RecordSetId, UserId } from '@hearthlore/kernel';
import { type BundledPostgres, startBundledPostgres, withClient } from '@hearthlore/machine';
import { clusterFolder } from '../../harness/security/running-database.js';
import { newDataDir, removeDataDir } from '../../harness/product.js';

export interface StolenSet {
  readonly owner_id: UserId;
  readonly id: RecordSetId;
  readonly kind: string;
  readonly key_version: number;
  readonly salt: Buffer;
  readonly commitment: Buffer;
  readonly manifest: Buffer;
  readonly revision: number;
}

export interface StolenRecord {
  readonly owner_id: UserId;
  readonly set_id: RecordSetId;
  readonly type: RecordType;
  readonly index: number;
  readonly sealed: Buffer;
}

export interface StolenSlot {
  readonly owner_id: UserId;
  readonly slot: number;
  readonly wrapped: Buffer;
  readonly salt: Buffer | null;
  readonly verifier: Buffer | null;
  readonly stretching: number;
  readonly pepper_version: number;
}

/** A key that somebody wrapped who is not there: the cookie of a session, a program, an authenticator. */
export interface StolenWrap {
  readonly slot: KeySlot;
  readonly id: Id<string>;
  readonly owner_id: UserId;
  readonly wrapped: Buffer;
}

/** The sealed name of a device, a passkey or a program. */
export interface StolenLabel {
  readonly id: Id<string>;
  readonly owner_id: UserId;
  readonly sealed: Buffer;
}

export interface StolenBundle {
  readonly kind: 'auth' | 'ops';
  readonly master_version: number;
  readonly wrapped: Buffer;
}

/** All that a thief of the disk has: every row of every table, and the master key. */
export interface StolenInstallation {
  readonly masterKey: Uint8Array;
  readonly installationId: Id<'installation'>;
  readonly bundles: readonly StolenBundle[];
  readonly sets: readonly StolenSet[];
  readonly records: readonly StolenRecord[];
  readonly slots: readonly StolenSlot[];
  readonly wraps: readonly StolenWrap[];
  readonly labels: readonly StolenLabel[];
  /** What programs brought for members who were away. */
  readonly boxes: readonly StolenLabel[];
  /** Every binary value of 16 to 64 bytes in any table: what might be a key in disguise. */
  readonly loose: readonly Uint8Array[];
  /** How many rows each table has. */
  readonly rowCounts: ReadonlyMap<string, number>;
  /** Every value of every row, one after the other, as a dump has them. */
  readonly dump: Buffer;
}

/** Copies the data folder of a stopped product, starts its database as superuser and reads everything. */
export async function steal(dataDir: string): Promise<StolenInstallation> {
  const copy = newDataDir();
  try {
    cpSync(dataDir, copy, { recursive: true, preserveTimestamps: true });
    if (clusterFolder(dataDir) !== dataDir) cpSync(clusterFolder(dataDir), copy, { recursive: true });
    rmSync(join(copy, 'postgres-location'), { force: true });
    const postgres = await startBundledPostgres({ dataDir: copy });
    try {
      const masterKey = Buffer.from(readFileSync(join(copy, 'secrets', 'master.key'), 'utf8').trim(), 'base64');
      return { masterKey, ...(await readEverything(postgres)) };
    } finally {
      await postgres.stop();
    }
  } finally {
    removeDataDir(copy);
  }
}

function readEverything({ superuserUrl }: BundledPostgres): Promise<Omit<StolenInstallation, 'masterKey'>> {
  const url = new URL(superuserUrl);
  url.pathname = 'hearthlore';
  return withClient(url.href, async (superuser) => {
    const all = async (table: string) => (await superuser.query(`SELECT * FROM ${table}`)).rows;
    const tables = (
      await superuser.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'bullmq')`,
      )
    ).rows;
    const rows: Record<string, unknown>[] = [];
    const rowCounts = new Map<string, number>();
    for (const { name } of tables) rowCounts.set(name, rows.push(...(await all(name))) - sum(rowCounts));
    const [sessions, programs, passkeys] = [await all('sessions'), await all('api_keys'), await all('passkeys')];
    const wrapsOf = (slot: KeySlot, of: readonly StolenWrap[]): StolenWrap[] =>
      of.filter(({ wrapped }) => wrapped !== null).map((row) => ({ ...row, slot }));
    const values = rows.flatMap((row) => Object.values(row));
    const [installation] = await all('installation');
    return {
      installationId: installation.id,
      bundles: await all('install_bundles'),
      sets: await all('record_sets'),
      records: await all('records'),
      slots: await all('key_slots'),
      wraps: [
        ...wrapsOf(KeySlot.session, sessions),
        ...wrapsOf(KeySlot.apiKey, programs),
        ...wrapsOf(KeySlot.passkey, passkeys),
      ],
      labels: [
        ...sessions.map(({ sealed_device: sealed, ...row }) => ({ ...row, sealed })),
        ...[...programs, ...passkeys].map(({ sealed_name: sealed, ...row }) => ({ ...row, sealed })),
      ].filter(({ sealed }) => sealed !== null),
      boxes: await all('ingest_box'),
      loose: values.filter(isKeySized),
      rowCounts,
      dump: Buffer.concat(
        values.map((value) => (value instanceof Uint8Array ? value : Buffer.from(`${JSON.stringify(value)}\n`))),
      ),
    };
  });
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

function isKeySized(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= 16 && value.length <= 64;
}
