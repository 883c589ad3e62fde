import { Secret } from '@hearthlore/config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/postgres.js';
import { JobQueues, type JobHandlers, PostgresQueues, QueueAdmin, QueueSchedules, QueueWorker } from './index.js';

let database: TestDatabase;
let backend: PostgresQueues;
let queues: JobQueues;
let admin: QueueAdmin;
const workers: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  backend = new PostgresQueues(new Secret(database.urls.queue));
  await backend.prepare();
  queues = new JobQueues(backend);
  admin = new QueueAdmin(backend);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});
afterAll(async () => {
  await queues.close();
  await admin.close();
  await database.drop();
});

function aWorker(handlers: Partial<JobHandlers<'retention'>>): Error[] {
  const failures: Error[] = [];
  const none = () => Promise.resolve({});
  const all = { purge: none, 'purge-now': none, preview: none, 'tell-ahead': none, ...handlers };
  workers.push(new QueueWorker(backend, 'retention', all, { onFailure: (error) => failures.push(error) }));
  return failures;
}

describe('the queues', () => {
  it('may be set up again, by two at once', async () => {
    await expect(Promise.all([backend.prepare(), backend.prepare()])).resolves.toBeDefined();
  });

  it('carry a request to a worker and the answer back', async () => {
    aWorker({ preview: () => Promise.resolve({ documents: 3, at: '2026-06-01T00:00:00.000Z' }) });
    await expect(queues.addAndWait('retention', 'preview', {})).resolves.toEqual({
      documents: 3,
      at: '2026-06-01T00:00:00.000Z',
    });
  });

  it('have one schedule however many workers keep it', async () => {
    const schedules = new QueueSchedules(backend, 'Europe/Berlin');
    const fail = (error: Error) => expect.unreachable(error.message);
    await Promise.all([schedules.keep('retention', fail), schedules.keep('retention', fail)]);
    await schedules.keep('retention', fail);
    const kept = (await admin.schedules()).filter(({ queue }) => queue === 'retention');
    expect(kept).toMatchObject([
      { key: 'retention', pattern: '5 * * * *', timeZone: 'Europe/Berlin' },
      { key: 'retention-notices' },
    ]);
    expect((await admin.list()).find(({ name }) => name === 'retention')).toMatchObject({ delayed: 2 });
  });
});
