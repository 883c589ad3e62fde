import { Secret } from '@hearthlore/config';
import { createPool, documents, MaintenanceTransactions, openDatabase, type Transaction } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgedThings, DAY, forgetEverything, whatIsLeft } from '../../../../test/harness/ageing.js';
import { DyingTransactions } from '../../../../test/harness/dying-transactions.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { RetentionPurge } from './retention-purge.js';

const now = new Date();
const long = new Date(now.getTime() - 1000 * DAY);
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY);

let opened: OwnedDatabase;
let pool: pg.Pool;
let owner: UserId;
let things: AgedThings;

beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 4, name: 'int-spec' });
});
afterAll(async () => {
  await pool.end();
  await opened.close();
});
beforeEach(async () => {
  owner = await insertMember(opened.transactions);
  things = new AgedThings(opened.database, owner);
});
afterEach(() => forgetEverything(opened.database));

const aPurge = (transactions = new MaintenanceTransactions(openDatabase(pool)), clock = new ManualClock(now)) =>
  new RetentionPurge(transactions, clock);
const left = () => whatIsLeft(opened.database);
const runs = () =>
  queryAsSuperuser<Record<string, unknown>>(opened.database, 'select * from retention_runs order by started_at');

describe('a purge', () => {
  it('takes nothing by age that a member wrote while no rule says so', async () => {
    await things.documents(long, { count: 3 });
    await things.conversations(long, long, { count: 3 });
    await aPurge().run('schedule');
    expect(await left()).toMatchObject({ documents: 3, conversations: 3, sets: 6, records: 6 });
  });

  it('ends where its rule is taken back in the middle', async () => {
    class TakenBack extends MaintenanceTransactions {
      override async run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
        const result = await super.run(work);
        // One batch is full, and gone.
        if (result === 200) await things.rule('documents', null, now);
        return result;
      }
    }
    await things.rule('documents', 30, long);
    await things.documents(long, { count: 450 });
    const run = aPurge(new TakenBack(openDatabase(pool))).run('schedule');
    await expect(run).resolves.toMatchObject({ counts: { documents: 200 } });
    expect(await left()).toMatchObject({ documents: 250 });
  });

  it('takes documents by their own date, and by the rule, with everything of them', async () => {
    await things.rule('documents', 30, long);
    await things.documents(daysAgo(1), { count: 2, expiresAt: daysAgo(0) });
    await things.documents(daysAgo(30), { count: 250 });
    await things.documents(daysAgo(29), { count: 4, expiresAt: daysAgo(-1) });
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { documents: 252 } });
    expect(await left()).toMatchObject({ documents: 4, sets: 4, records: 4 });
    expect(await runs()).toMatchObject([
      { expired_documents: 252, trigger: 'schedule', error: null, finished_at: now },
    ]);
  });

  it('waits seven days with a rule that is new', async () => {
    await things.rule('documents', 30, daysAgo(6.9));
    await things.documents(long);
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { documents: 0 } });
    await things.rule('documents', 30, daysAgo(7));
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { documents: 1 } });
  });

  it('goes by what each member chose, where that is stricter', async () => {
    await things.rule('documents', 30, long);
    await things.ownRule('documents', 5, long);
    await things.documents(daysAgo(6));
    const other = new AgedThings(opened.database, await insertMember(opened.transactions));
    await other.ownRule('documents', 90, long);
    await other.documents(daysAgo(6), { count: 3 });
    await other.documents(daysAgo(31));
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { documents: 2 } });
    expect(await left()).toMatchObject({ documents: 3 });
  });

  it('takes a conversation by its rule, or once all its messages are overdue', async () => {
    await things.rule('questions', 30, long);
    await things.conversations(long, daysAgo(31));
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { conversations: 0 }, waiting: 1 });
    await things.rule('answers', 7, long);
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { conversations: 1 }, waiting: 0 });
    await things.conversations(long, daysAgo(3));
    await things.rule('conversations', 3, long);
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { conversations: 1 } });
    expect(await left()).toMatchObject({ conversations: 0, sets: 0, records: 0 });
  });

  it('takes nothing that is held, whatever its date', async () => {
    await things.rule('documents', 30, long);
    await things.rule('conversations', 30, long);
    await things.documents(long, { count: 2, expiresAt: daysAgo(9), heldAt: daysAgo(1) });
    await things.conversations(long, long, { count: 2, heldAt: daysAgo(1) });
    const counts = { documents: 0, conversations: 0 };
    await expect(aPurge().preview()).resolves.toMatchObject({ counts, inThirtyDays: counts });
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts });
    expect(await left()).toMatchObject({ documents: 2, conversations: 2, sets: 4 });
  });

  it('leaves alone what its owner holds in the very moment', async () => {
    await things.documents(long, { expiresAt: daysAgo(1) });
    let purging: Promise<unknown> = Promise.resolve();
    await opened.transactions.run(owner, async (tx) => {
      await tx.update(documents).set({ heldAt: now });
      purging = aPurge().run('schedule');
      await expect.poll(() => blocked(opened)).toBeGreaterThan(0);
    });
    await purging;
    expect(await left()).toMatchObject({ documents: 1, sets: 1 });
  });

  it('takes exports past their day, ended sessions, counts of use and jobs past theirs, and no other', async () => {
    await things.exports(daysAgo(0));
    await things.exports(daysAgo(-1));
    for (const days of [91, 89]) {
      await things.session(daysAgo(days));
      await things.usage(daysAgo(days));
      await things.job(daysAgo(days));
    }
    await things.session(daysAgo(-1));
    await things.job(null);
    const counts = { exports: 1, sessions: 1, usage: 1, jobs: 1 };
    await expect(aPurge().preview()).resolves.toMatchObject({ counts });
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts });
    expect(await left()).toMatchObject({ sets: 1, sessions: 2, usage: 1, jobs: 2 });
  });

  it('empties the audit log up to the last entry that is old, and keeps that one and every leaf', async () => {
    await things.auditEntries(450, daysAgo(800));
    await things.auditEntries(3, daysAgo(100));
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { 'audit-bodies': 449 } });
    expect(await left()).toMatchObject({ texts: 4, leaves: 453 });
    await expect(aPurge().run('schedule')).resolves.toMatchObject({ counts: { 'audit-bodies': 0 } });
    // The database holds to ninety days, whatever the rule.
    await things.rule('audit-bodies', 1, long);
    await things.auditEntries(3, daysAgo(89));
    await aPurge().run('schedule');
    expect(await left()).toMatchObject({ texts: 4, leaves: 456 });
  });

  it('is shown first and changes nothing by that', async () => {
    await things.rule('documents', 30, long);
    for (const days of [31, 25, 5]) await things.documents(daysAgo(days));
    await expect(aPurge().preview()).resolves.toMatchObject({
      counts: { documents: 1 },
      inSevenDays: { documents: 2 },
      inThirtyDays: { documents: 3 },
      steadyAt: null,
    });
    expect(await left()).toMatchObject({ documents: 3 });
  });
});

describe('a purge that is killed', () => {
  const seed = async (): Promise<void> => {
    await things.rule('conversations', 30, long);
    await things.documents(long, { count: 250, expiresAt: daysAgo(1) });
    await things.documents(long, { count: 3 });
    await things.conversations(long, long, { count: 201 });
    await things.exports(daysAgo(1));
    await things.session(daysAgo(91));
    await things.usage(daysAgo(91));
    await things.job(daysAgo(91));
    await things.auditEntries(210, daysAgo(800));
    await things.auditEntries(1, daysAgo(1));
  };
  const wholesome = { documents: 3, conversations: 0, sets: 3, records: 3, sessions: 0, usage: 0, jobs: 0, texts: 2 };

  it('leaves whole things between any two of its transactions, and the next run does the rest', async () => {
    let transactions = 0;
    for (let isDead = true; isDead; transactions += 1) {
      await forgetEverything(opened.database);
      owner = await insertMember(opened.transactions);
      things = new AgedThings(opened.database, owner);
      await seed();
      const dying = new DyingTransactions(openDatabase(pool), transactions);
      isDead = await aPurge(dying)
        .run('schedule')
        .then(
          () => false,
          () => true,
        );
      const between = await left();
      expect(between.sets).toBe(between.records);
      expect(between.sets - between.documents - between.conversations).toBeLessThanOrEqual(1);
      await aPurge().run('schedule');
      expect(await left()).toMatchObject(wholesome);
    }
    expect(transactions).toBeGreaterThan(15);
    const told = (await runs()).map(({ error }) => error);
    expect(told).not.toContain('internal');
  });

  it('is told of by the next one', async () => {
    await seed();
    await expect(aPurge(new DyingTransactions(openDatabase(pool), 4)).run('schedule')).rejects.toThrow('killed');
    await aPurge(undefined, new ManualClock(new Date(now.getTime() + 1))).run('manager');
    expect(await runs()).toMatchObject([
      { error: 'retention.cut-short', expired_documents: 200, finished_at: null },
      { error: null, expired_documents: 50, trigger: 'manager' },
    ]);
  });

  it('does no harm by running twice at once', async () => {
    await seed();
    const reports = await Promise.all([aPurge().run('schedule'), aPurge().run('schedule')]);
    expect(reports.reduce((sum, report) => sum + ('counts' in report ? report.counts.documents : 0), 0)).toBe(250);
    expect(await left()).toMatchObject(wholesome);
  });

  it('stops between two batches when the process has to end', async () => {
    await seed();
    await expect(aPurge().run('schedule', AbortSignal.abort())).rejects.toThrow(/aborted/);
    expect(await left()).toMatchObject({ documents: 253 });
  });
});

describe('a clock that leaps', () => {
  it('has nothing taken until it went on for a day, or a manager vouches for it', async () => {
    const clock = new ManualClock(daysAgo(400));
    const purge = aPurge(undefined, clock);
    await things.documents(daysAgo(500), { expiresAt: daysAgo(30) });
    await purge.run('schedule');
    clock.advance(400 * DAY);
    const steadyAt = new Date(now.getTime() + DAY).toISOString();
    for (const trigger of ['schedule', 'manager'] as const)
      await expect(purge.run(trigger)).resolves.toEqual({ at: now.toISOString(), steadyAt });
    await expect(purge.preview()).resolves.toMatchObject({ steadyAt, counts: { documents: 1 } });
    expect(await left()).toMatchObject({ documents: 1 });
    expect(await runs()).toMatchObject([{ error: null }, { error: 'retention.clock-unsteady', expired_documents: 0 }]);
    clock.advance(DAY);
    await expect(purge.run('schedule')).resolves.toMatchObject({ counts: { documents: 1 } });
  });
});

async function blocked({ database }: OwnedDatabase): Promise<number> {
  const text = `select count(*)::int as total from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  return (await queryAsSuperuser<{ total: number }>(database, text))[0]?.total ?? 0;
}
