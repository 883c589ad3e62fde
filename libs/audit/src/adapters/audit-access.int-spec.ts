import { randomBytes } from 'node:crypto';
import { newId, SystemClock, type UserId } from '@hearthlore/kernel';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { AuditAction } from '../entries/audit-action.js';
import { type OpenAuditLog, openAuditLog } from '../journal/open-audit-log.js';
import { AuditReports } from '../reports/audit-reports.js';
import { InMemoryCheckpointAnchor } from '../testing/in-memory-checkpoint-anchor.js';
import { DrizzleAuditReader } from './drizzle-audit-reader.js';
import { PostgresAuditStore } from './postgres-audit-store.js';

const NAMES = ['audit_entries', 'audit_head', 'audit_checkpoints'];
const TABLES = NAMES.map((name) => `public.${name}`);
const EVERYTHING = { limit: 100 };

let opened: OwnedDatabase;
let audit: OpenAuditLog;
let reports: AuditReports;
let owner: UserId;
let admin: UserId;
let anna: UserId;
let bert: UserId;

const asSuperuser = (text: string, values: readonly unknown[] = []) => queryAsSuperuser(opened.database, text, values);
const setRole = (id: UserId, role: string) => asSuperuser('update members set role = $2 where id = $1', [id, role]);

beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
  const store = new PostgresAuditStore(opened.pool);
  const keys = { auditKey: new Uint8Array(randomBytes(32)), signingSeed: new Uint8Array(randomBytes(32)) };
  const anchor = new InMemoryCheckpointAnchor();
  audit = await openAuditLog({ store, anchor, clock: new SystemClock(), installationId: newId(), keys });
  reports = new AuditReports(new DrizzleAuditReader(opened.transactions), store, audit);
  const member = () => insertMember(opened.transactions);
  [owner, admin, anna, bert] = [await member(), await member(), await member(), await member()];
  await setRole(owner, 'owner');
  await setRole(admin, 'admin');
  await audit.log.append({ action: AuditAction.sessionStarted, result: 'ok', actorId: anna });
  await audit.log.append({ action: AuditAction.sessionStarted, result: 'ok', actorId: bert });
  await audit.log.append({ action: AuditAction.memberRoleChanged, result: 'ok', actorId: admin, objectId: anna });
  await audit.log.append({ action: AuditAction.sessionRefused, result: 'refused' });
  await audit.checkpoint();
});
afterAll(() => opened.close());

async function as<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function exported(callerId: UserId): Promise<number> {
  const lines = [];
  for await (const line of reports.export(callerId)) lines.push(line);
  return lines.filter(({ kind }) => kind === 'entry').length;
}

describe('the tables of the log', () => {
  const writes = TABLES.flatMap((table) => [
    `insert into ${table} default values`,
    `update ${table} set ${table.endsWith('entries') ? 'seq' : 'size'} = 0`,
    `delete from ${table}`,
    `truncate ${table}`,
  ]);

  it.each(['app', 'jobs', 'queue'] as const)('are closed to the role of %s', async (role) => {
    await as(opened.database.urls[role], async (client) => {
      const reads = TABLES.map((table) => `select * from ${table}`);
      for (const statement of [...reads, ...writes])
        await expect(client.query(statement)).rejects.toThrow(/permission denied/);
    });
  });

  it('are read by the backup and changed by nobody', async () => {
    await as(opened.database.urls.backup, async (client) => {
      for (const table of TABLES) expect((await client.query(`select * from ${table}`)).rowCount).toBeGreaterThan(0);
      for (const statement of writes) await expect(client.query(statement)).rejects.toThrow(/permission denied/);
    });
    // Even the owner of the tables finds no row in them.
    await as(opened.database.urls.owner, async (client) => {
      for (const table of TABLES) expect((await client.query(`delete from ${table}`)).rowCount).toBe(0);
    });
    const [functions] = await asSuperuser(
      `select count(*) filter (where has_table_privilege('hl_auth', c.oid, 'DELETE') or has_table_privilege('hl_auth', c.oid, 'TRUNCATE')
              or (c.relname <> 'audit_head' and has_table_privilege('hl_auth', c.oid, 'UPDATE')))::int as writable
         from pg_class c where c.relname = any($1)`,
      [NAMES],
    );
    expect(functions).toEqual({ writable: 0 });
  });

  it('have functions for the api alone; the worker adds and signs, and reads no entry', async () => {
    const reading = ['list_audit(null, 1, null)', 'export_audit(0, 1)', `list_own_audit('', null, 1)`];
    const tagging = [`audit_salt('${owner}', '')`];
    const adding = ['audit_size()', 'audit_leaves(0, 1)'];
    const denied = { jobs: [...reading, ...tagging], backup: [...reading, ...tagging, ...adding] };
    for (const role of ['jobs', 'backup', 'queue'] as const)
      await as(opened.database.urls[role], async (client) => {
        for (const call of role === 'jobs' ? denied.jobs : denied.backup)
          await expect(client.query(`select * from public.${call}`)).rejects.toThrow(/permission denied/);
      });
    await as(opened.database.urls.jobs, async (client) => {
      for (const call of adding) await expect(client.query(`select * from public.${call}`)).resolves.toBeDefined();
    });
  });
});

describe('entries', () => {
  it('are all shown to owner and admin, newest first and page by page, and to nobody else', async () => {
    for (const manager of [owner, admin]) {
      const { entries, next } = await reports.list(manager, { limit: 3 });
      expect(entries.map(({ entry }) => entry?.action)).toEqual([
        'session.refused',
        'member.role-changed',
        'session.started',
      ]);
      const rest = await reports.list(manager, { limit: 3, before: next });
      expect(rest).toMatchObject({ entries: [{ seq: 0 }], next: undefined });
      expect((await reports.list(manager, { ...EVERYTHING, action: 'session.started' })).entries).toHaveLength(2);
      expect(await exported(manager)).toBe(4);
    }
    for (const other of [anna, newId<UserId>()]) {
      expect((await reports.list(other, EVERYTHING)).entries).toEqual([]);
      expect(await exported(other)).toBe(0);
    }
  });

  it('are not shown to an admin who is not active', async () => {
    await asSuperuser(`update members set state = 'disabled' where id = $1`, [admin]);
    expect((await reports.list(admin, EVERYTHING)).entries).toEqual([]);
    expect(await exported(admin)).toBe(0);
    await asSuperuser(`update members set state = 'active' where id = $1`, [admin]);
  });

  it('are shown to a member who did it or to whom it was done', async () => {
    const own = async (id: UserId) => (await reports.listOwn(id, EVERYTHING)).entries.map(({ entry }) => entry?.action);
    expect(await own(anna)).toEqual(['member.role-changed', 'session.started']);
    expect(await own(bert)).toEqual(['session.started']);
    expect(await own(owner)).toEqual([]);
  });

  it('lead to nobody once the member is gone', async () => {
    const gone = await insertMember(opened.transactions);
    await audit.log.append({ action: AuditAction.sessionStarted, result: 'ok', actorId: gone });
    await asSuperuser('delete from members where id = $1', [gone]);
    expect(await asSuperuser('select 1 from audit_subjects where owner_id = $1', [gone])).toEqual([]);
    expect((await reports.list(owner, EVERYTHING)).entries[0]?.entry?.action).toBe('session.started');
  });
});

it('an entry is on disk before it is acknowledged, whatever the server’s default', async () => {
  await as(opened.database.urls.app, async (client) => {
    await client.query('begin');
    await client.query('set local synchronous_commit = off');
    await client.query(`select append_audit(audit_size(), '{x}', '{null}', '{null}', '{now}')`);
    expect((await client.query('show synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
    await client.query('rollback');
  });
});
