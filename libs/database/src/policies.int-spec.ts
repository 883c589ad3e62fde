import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/postgres.js';
import {
  accessFaults,
  type FilledTables,
  fillTables,
  isolationFaults,
} from '../../../test/harness/security/row-access.js';

let database: TestDatabase;
let client: pg.Client;
let filled: FilledTables;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.superuserUrl });
  await client.connect();
  await client.query('BEGIN');
  filled = await fillTables(client);
});

afterAll(async () => {
  await client.query('ROLLBACK');
  await client.end();
  await database.drop();
});

async function faults(): Promise<string[]> {
  const found: string[] = [];
  for (const check of [isolationFaults, accessFaults])
    for await (const fault of check(client, filled)) found.push(fault);
  return found;
}

/** The first thing that the checks say of a database that was changed, which then is as it was. */
async function faultAfter(change: string): Promise<string | undefined> {
  await client.query('SAVEPOINT change');
  try {
    await client.query(change);
    for await (const fault of accessFaults(client, filled)) return fault;
    for await (const fault of isolationFaults(client, filled)) return fault;
    return undefined;
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT change');
  }
}

interface Policy {
  readonly policy: string;
  readonly table: string;
  readonly command: string;
  readonly kind: 'PERMISSIVE' | 'RESTRICTIVE';
}

const listPolicies = async (): Promise<Policy[]> =>
  (
    await client.query<Policy>(
      `SELECT policyname AS policy, tablename AS "table", cmd AS command, permissive AS kind
         FROM pg_policies WHERE schemaname = 'public' ORDER BY 2, 1`,
    )
  ).rows;

const guardedTables = async (): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity`,
    )
  ).rows.map(({ name }) => name);

describe('row-level security', () => {
  it('keeps rows apart and lets each role reach what it was granted', async () => {
    expect(await faults()).toEqual([]);
    expect((await listPolicies()).length).toBeGreaterThan(60);
  });

  it('has no policy that could go unnoticed', async () => {
    const unnoticed: string[] = [];
    for (const { policy, table } of await listPolicies())
      if ((await faultAfter(`DROP POLICY "${policy}" ON ${table}`)) === undefined)
        unnoticed.push(`${policy} on ${table}`);
    expect(unnoticed).toEqual([]);
  });

  it('has no table that could lose it unnoticed', async () => {
    for (const table of await guardedTables())
      for (const change of ['DISABLE', 'NO FORCE'])
        expect(
          await faultAfter(`ALTER TABLE ${table} ${change} ROW LEVEL SECURITY`),
          `${change} ${table}`,
        ).toBeDefined();
  });

  it('has no table of members that could be opened unnoticed', async () => {
    for (const { name, owner } of filled.tables) {
      if (owner === undefined) continue;
      for (const rule of [
        'FOR SELECT TO hl_app USING (true)',
        'TO PUBLIC USING (true)',
        'FOR SELECT TO hl_owner USING (true)',
      ])
        expect(await faultAfter(`CREATE POLICY opened ON ${name} ${rule}`), `${rule} on ${name}`).toBeDefined();
    }
  });
});
