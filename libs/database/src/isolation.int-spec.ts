import { Secret } from '@hearthlore/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../test/harness/members.js';
import { assertLeastPrivilege, createPool } from './connection.js';
import { OverprivilegedRoleError } from './database.errors.js';
import { members } from './schema/index.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

const MEMBER_TABLES = [
  'members',
  'key_slots',
  'sessions',
  'api_keys',
  'passkeys',
  'invites',
  'resets',
  'notices',
  'member_limits',
  'member_usage',
  'ingest_box',
  'audit_subjects',
  'record_sets',
  'records',
  'documents',
  'conversations',
  'member_retention',
  'member_jobs',
  'exports',
  'point_collections',
  'document_points',
  'erasures',
];

describe('row-level security', () => {
  it('is forced on every table that has an owner', async () => {
    const { rows } = await opened.pool.query<{ relname: string; forced: boolean }>(
      `select c.relname, c.relrowsecurity and c.relforcerowsecurity as forced from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'owner_id')`,
    );
    expect(rows.map(({ relname }) => relname).sort()).toEqual(
      MEMBER_TABLES.filter((name) => name !== 'members').sort(),
    );
    expect(rows.every(({ forced }) => forced)).toBe(true);
  });

  it('shows an owner one row and nobody else any', async () => {
    const [anna, bert] = [await insertMember(opened.transactions), await insertMember(opened.transactions)];
    const seenBy = (owner: typeof anna) =>
      opened.transactions.run(owner, (tx) => tx.select({ id: members.id }).from(members));
    expect(await seenBy(anna)).toEqual([{ id: anna }]);
    expect(await seenBy(bert)).toEqual([{ id: bert }]);
    expect(await opened.transactions.runWithoutOwner((tx) => tx.select({ id: members.id }).from(members))).toEqual([]);
    for (const table of MEMBER_TABLES) expect((await opened.pool.query(`select 1 from ${table}`)).rows).toEqual([]);
  });

  it('refuses to write a row for somebody else, and to nest another owner’s transaction', async () => {
    const [anna, bert] = [await insertMember(opened.transactions), await insertMember(opened.transactions)];
    const forged = opened.transactions.run(anna, (tx) =>
      tx.update(members).set({ id: bert }).returning({ id: members.id }),
    );
    await expect(forged).rejects.toThrow(/Failed query/);
    const nested = opened.transactions.run(anna, () => opened.transactions.run(bert, async () => 'never'));
    await expect(nested).rejects.toThrow(TypeError);
  });

  it('leaves no owner behind on a pooled connection', async () => {
    const anna = await insertMember(opened.transactions);
    await opened.transactions.run(anna, (tx) => tx.select({ id: members.id }).from(members));
    expect((await opened.pool.query('select 1 from members')).rows).toEqual([]);
  });
});

describe('the roles', () => {
  it('let the worker see ids and dates of documents and nothing sealed', async () => {
    const jobs = createPool(new Secret(opened.database.urls.jobs), { max: 1, name: 'int-spec' });
    try {
      await expect(jobs.query('select owner_id, id, state, expires_at from documents')).resolves.toBeDefined();
      for (const forbidden of [
        'dedupe_hash from documents',
        'sealed from records',
        'manifest from record_sets',
        '* from key_slots',
        '* from sessions',
      ])
        await expect(jobs.query(`select ${forbidden}`)).rejects.toThrow(/permission denied/);
      const auth = await jobs.query(`select 1 from install_bundles where kind = 'auth'`);
      expect(auth.rows).toEqual([]);
    } finally {
      await jobs.end();
    }
  });

  it('keep the api from changing tables, and refuse to serve as superuser or owner of the tables', async () => {
    await expect(opened.pool.query('alter table members disable row level security')).rejects.toThrow(/must be owner/);
    await expect(assertLeastPrivilege(opened.pool)).resolves.toBeUndefined();
    for (const url of [opened.database.superuserUrl, opened.database.urls.owner]) {
      const pool = createPool(new Secret(url), { max: 1, name: 'int-spec' });
      await expect(assertLeastPrivilege(pool)).rejects.toThrow(OverprivilegedRoleError);
      await pool.end();
    }
  });

  it('let nobody log in as the owner of the look-ups', async () => {
    const { rows } = await opened.pool.query(`select rolcanlogin from pg_roles where rolname = 'hl_auth'`);
    expect(rows).toEqual([{ rolcanlogin: false }]);
  });
});
