import {
  AuditAction,
  AuditReports,
  DrizzleAuditReader,
  FindingKind,
  LogVerification,
  type OpenAuditLog,
  openAuditLog,
  PostgresAuditStore,
  type VerificationReport,
} from '@hearthlore/audit';
import { InMemoryCheckpointAnchor } from '@hearthlore/audit/testing';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { newId, type UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY } from '../../../../test/harness/ageing.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { RetentionPurge } from './retention-purge.js';

/** Written three years ago, and these days. */
const [OLD, YOUNG] = [300, 20];
const now = new Date();

let opened: OwnedDatabase;
let pool: pg.Pool;
let owner: UserId;
let audit: OpenAuditLog;
let reports: AuditReports;

beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  owner = await insertMember(opened.transactions);
  await queryAsSuperuser(opened.database, `update members set role = 'owner'`);
  const clock = new ManualClock(new Date(now.getTime() - 1100 * DAY));
  const store = new PostgresAuditStore(opened.pool);
  const keys = { auditKey: new Uint8Array(32).fill(1), signingSeed: new Uint8Array(32).fill(2) };
  audit = await openAuditLog({ store, anchor: new InMemoryCheckpointAnchor(), clock, installationId: newId(), keys });
  const append = (count: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: count }, () =>
        audit.log.append({ action: AuditAction.sessionStarted, result: 'ok', actorId: owner }),
      ),
    );
  await append(OLD);
  clock.advance(1100 * DAY);
  await append(YOUNG);
  await audit.checkpoint();
  reports = new AuditReports(new DrizzleAuditReader(opened.transactions), store, audit);
});
afterAll(async () => {
  await audit.close();
  await pool.end();
  await opened.close();
});

async function verify(): Promise<VerificationReport> {
  const verification = new LogVerification();
  for await (const line of reports.export(owner)) verification.add(line);
  return verification.finish();
}

const empty = (seq: number): Promise<unknown> =>
  queryAsSuperuser(
    opened.database,
    'update audit_entries set entry = null, actor = null, object = null where seq = $1',
    [seq],
  );

describe('a log whose old texts were taken by the rule', () => {
  it('is whole, and tells how many', async () => {
    await new RetentionPurge(new MaintenanceTransactions(openDatabase(pool)), new ManualClock(now)).run('schedule');
    await expect(verify()).resolves.toMatchObject({
      isWhole: true,
      entries: OLD + YOUNG,
      signedUpTo: OLD + YOUNG,
      emptied: OLD - 1,
    });
    expect((await reports.listOwn(owner, { limit: 200 })).entries).toHaveLength(YOUNG + 1);
  });

  it('is not whole once somebody takes out the last old one as well, or one of these days', async () => {
    await empty(OLD + 3);
    await expect(verify()).resolves.toMatchObject({ isWhole: false, firstBad: OLD + 3 });
    await empty(OLD - 1);
    const { findings } = await verify();
    expect(findings).toContainEqual({ kind: FindingKind.emptied, seq: 0, until: OLD });
  });
});
