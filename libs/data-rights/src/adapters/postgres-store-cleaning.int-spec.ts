import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { withClient } from '@hearthlore/machine';
import { Client } from 'pg';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ErasableMember, insertErasableMember, makeDue } from '../../../../test/harness/erasable-member.js';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleErasingMembers } from './drizzle-erasing-members.js';
import { PostgresStoreCleaning } from './postgres-store-cleaning.js';

let opened: OwnedDatabase;
let pool: pg.Pool;
let cluster: string;
beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  const [row] = await queryAsSuperuser<{ data_directory: string }>(opened.database, 'show data_directory');
  cluster = row?.data_directory ?? '';
});
afterAll(async () => {
  await pool.end();
  await opened.close();
});

const sql = (text: string) => queryAsSuperuser(opened.database, text);
const cleaning = (patience?: number) => new PostgresStoreCleaning(new Secret(opened.database.urls.jobs), patience);
const signal = new AbortController().signal;

/** Rows go, as they do in an erasure; their pages and the log do not. */
async function deleteRows({ id: ownerId }: ErasableMember): Promise<void> {
  await makeDue(opened, ownerId);
  const members = new DrizzleErasingMembers(new MaintenanceTransactions(openDatabase(pool)));
  for (const due of await members.listDue()) {
    await members.close(due);
    await members.deleteKeys(due);
    while (await members.deleteSets(due));
    await members.deleteMember(due);
  }
}

/** In which files of the cluster any of these bytes are: pages, write-ahead log, and whatever else lies there. */
function filesWith(secrets: readonly Buffer[]): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    let content: Buffer;
    try {
      content = readFileSync(join(entry.parentPath, entry.name));
    } catch {
      // Other specs drop their databases meanwhile.
      continue;
    }
    if (secrets.some((secret) => content.includes(secret))) found.push(join(entry.parentPath, entry.name));
  }
  return found;
}

const isLog = (path: string): boolean => path.includes('pg_wal');

describe('what a deleted member leaves on disk', () => {
  it('is there after deleting and a plain vacuum, and gone after cleaning; another member’s stays', async () => {
    const other = await insertErasableMember(opened);
    const member = await insertErasableMember(opened, { documents: 30 });
    // The planner takes samples of tables that change: what erases a row does not erase those.
    await insertErasableMember(opened, { documents: 300 });
    await sql('analyze');
    await sql('checkpoint');
    expect(filesWith(member.secrets).filter((path) => !isLog(path)).length).toBeGreaterThan(5);
    await deleteRows(member);
    await sql('vacuum');
    await sql('checkpoint');
    expect(filesWith(member.secrets).length).toBeGreaterThan(0);

    await expect(cleaning().run(signal)).resolves.toEqual({ tables: 'rewritten', log: 'removed' });
    expect(filesWith(member.secrets)).toEqual([]);
    expect(filesWith(other.secrets).length).toBeGreaterThan(5);
  });

  it('is waited for while somebody still looks at it, and then said to be there', async () => {
    const member = await insertErasableMember(opened);
    const reader = new Client({ connectionString: opened.database.superuserUrl });
    await reader.connect();
    await reader.query('begin isolation level repeatable read');
    await reader.query('select 1 from audit_head');
    await deleteRows(member);
    await expect(cleaning(1).run(signal)).rejects.toMatchObject({ code: 'erasure.waits' });
    await reader.query('rollback');
    await reader.end();
    await cleaning().run(signal);
    expect(filesWith(member.secrets)).toEqual([]);
  });

  it('is waited for, and nobody else has to, while somebody holds a table', async () => {
    const reader = new Client({ connectionString: opened.database.superuserUrl });
    await reader.connect();
    await reader.query('begin');
    await reader.query('select 1 from members limit 1');
    await expect(cleaning(1).run(signal)).rejects.toMatchObject({ code: 'erasure.waits' });
    await expect(sql('select 1 from members limit 1')).resolves.toBeDefined();
    await reader.end();
  });

  it('is left to a server whose log this role may not end, and that is said', async () => {
    const inside = opened.database.superuserUrl;
    await withClient(inside, (client) => client.query('revoke execute on function pg_switch_wal() from hl_jobs'));
    await expect(cleaning().run(signal)).resolves.toEqual({ tables: 'rewritten', log: 'left-to-server' });
    await withClient(inside, (client) => client.query('grant execute on function pg_switch_wal() to hl_jobs'));
  });
});

it('is not said to be removed where the server keeps its log', async () => {
  const keep = async (size: string): Promise<void> => {
    await sql(`alter system set wal_keep_size = '${size}'`);
    await sql('select pg_reload_conf()');
    const kept = async () =>
      (await queryAsSuperuser<{ wal_keep_size: string }>(opened.database, 'show wal_keep_size'))[0];
    while ((await kept())?.wal_keep_size !== size) await sleep(20);
  };
  await keep('16MB');
  try {
    await expect(cleaning().run(signal)).resolves.toEqual({ tables: 'rewritten', log: 'left-to-server' });
  } finally {
    await keep('0');
  }
});

describe('the planner', () => {
  it('has no sample of random bytes, but of what names nobody', async () => {
    await insertErasableMember(opened, { documents: 200 });
    await sql('analyze');
    const sampled = await queryAsSuperuser<{ place: string }>(
      opened.database,
      `select tablename || '.' || attname as place from pg_stats where schemaname = 'public' and tablename <> 'erasure_receipts'
          and (histogram_bounds is not null or most_common_vals is not null)
          and exists (select 1 from information_schema.columns c where c.table_schema = 'public' and c.data_type = 'bytea'
                         and c.table_name = tablename and c.column_name = attname)`,
    );
    expect(sampled).toEqual([]);
  });
});
