import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { JobQueues, PostgresQueues, QueueAdmin, QueueWorker } from '@hearthlore/jobs';
import { ManualClock } from '@hearthlore/kernel/testing';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgedThings, DAY, forgetEverything, whatIsLeft } from '../../../../test/harness/ageing.js';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { retentionProcessor } from './retention.processor.js';

const now = new Date();
const daysAgo = (days: number): Date => new Date(now.getTime() - days * DAY);

let opened: OwnedDatabase;
let pool: pg.Pool;
let backend: PostgresQueues;
let queues: JobQueues;
let admin: QueueAdmin;
let things: AgedThings;
let workers: QueueWorker<'retention'>[];

beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  backend = new PostgresQueues(new Secret(opened.database.urls.queue));
  await backend.prepare();
  queues = new JobQueues(backend);
  admin = new QueueAdmin(backend);
});
afterAll(async () => {
  await queues.close();
  await admin.close();
  await pool.end();
  await opened.close();
});
beforeEach(async () => {
  workers = [];
  things = new AgedThings(opened.database, await insertMember(opened.transactions));
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await forgetEverything(opened.database);
});

function aWorker(): void {
  const transactions = new MaintenanceTransactions(openDatabase(pool));
  const handlers = retentionProcessor({ transactions, queues: backend }, new ManualClock(now));
  workers.push(new QueueWorker(backend, 'retention', handlers, { onFailure: () => undefined }));
}

const ask = (name: 'purge' | 'purge-now' | 'preview' | 'tell-ahead') => queues.addAndWait('retention', name, {});

describe('the retention queue', () => {
  it('answers with counts and dates that may lie in a queue', async () => {
    await things.documents(daysAgo(9), { count: 3, expiresAt: daysAgo(1) });
    aWorker();
    await expect(ask('preview')).resolves.toMatchObject({ counts: { documents: 3 }, steadyAt: null, waiting: 0 });
    expect(await whatIsLeft(opened.database)).toMatchObject({ documents: 3 });
    const at = now.toISOString();
    await expect(ask('purge-now')).resolves.toMatchObject({ at, counts: { documents: 3, 'audit-bodies': 0 } });
    await expect(ask('purge')).resolves.toMatchObject({ counts: { documents: 0 } });
  });

  it('has points of what it took removed at once, and of nothing where it took nothing', async () => {
    const sweeps = async () => (await admin.list()).find(({ name }) => name === 'sweep')?.waiting ?? 0;
    aWorker();
    const before = await sweeps();
    await ask('purge');
    expect(await sweeps()).toBe(before);
    await things.documents(daysAgo(9), { expiresAt: daysAgo(1) });
    await ask('purge');
    expect(await sweeps()).toBe(before + 1);
  });

  it('purges once though two workers wait for it', async () => {
    await things.documents(daysAgo(9), { count: 5, expiresAt: daysAgo(1) });
    aWorker();
    aWorker();
    await Promise.all([ask('purge'), ask('purge')]);
    expect(await whatIsLeft(opened.database)).toMatchObject({ documents: 0, records: 0, sets: 0 });
  });

  it('has a notice sent on as well', async () => {
    await things.documents(daysAgo(9), { expiresAt: daysAgo(-3) });
    aWorker();
    await expect(ask('tell-ahead')).resolves.toEqual({ members: 1 });
    await expect(ask('tell-ahead')).resolves.toEqual({ members: 0 });
    const states = await admin.list();
    expect(states.find(({ name }) => name === 'notify')).toMatchObject({ waiting: 1 });
  });
});
