import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordType } from '@hearthlore/crypto';
import type { Id, RecordSetId, SessionId, UserId } from '@hearthlore/kernel';
import { type BundledPostgres, startBundledPostgres } from '../../../apps/cli/src/postgres/bundled-postgres.js';
import { withClient } from '../../../apps/cli/src/postgres/bootstrap.js';
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

export interface StolenSession {
  readonly id: SessionId;
  readonly owner_id: UserId;
  readonly wrapped: Buffer;
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
  readonly sessions: readonly StolenSession[];
  /** Every binary value of 16 to 64 bytes in any table: what might be a key in disguise. */
  readonly loose: readonly Uint8Array[];
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
    for (const { name } of tables) rows.push(...(await all(name)));
    const [installation] = await all('installation');
    return {
      installationId: installation.id,
      bundles: await all('install_bundles'),
      sets: await all('record_sets'),
      records: await all('records'),
      slots: await all('key_slots'),
      sessions: await all('sessions'),
      loose: rows.flatMap((row) => Object.values(row).filter(isKeySized)),
    };
  });
}

function isKeySized(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.length >= 16 && value.length <= 64;
}
