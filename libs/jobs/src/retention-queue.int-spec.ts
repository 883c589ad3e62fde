import { Secret } from '@hearthlore/config';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/harness/postgres.js';
import { migrateQueues, queueConnection } from './queue-connection.js';
import {
  type RetentionJobName,
  RetentionRequests,
  type RetentionResult,
  RetentionTimeoutError,
  RetentionWorker,
} from './retention-queue.js';

let database: TestDatabase;
let url: Secret;
let queue: Queue;
let requests: RetentionRequests;
const workers: RetentionWorker[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  url = new Secret(database.urls.queue);
  await migrateQueues(url);
  queue = new Queue('retention', { connection: queueConnection(url) });
  requests = new RetentionRequests(url);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});
afterAll(async () => {
  await requests.close();
  await queue.close();
  await database.drop();
});

const result: RetentionResult = { expiredDocuments: 3, at: '2026-06-01T00:00:00.000Z' };

function aWorker(handle: (name: RetentionJobName) => Promise<RetentionResult>): Error[] {
  const failures: Error[] = [];
  workers.push(new RetentionWorker(url, handle, (error) => failures.push(error)));
  return failures;
}

describe('the queue of retention', () => {
  it('may be set up again, by two at once', async () => {
    await expect(Promise.all([migrateQueues(url), migrateQueues(url)])).resolves.toBeDefined();
  });

  it('carries a request to the worker and the answer back', async () => {
    const asked: RetentionJobName[] = [];
    aWorker(async (name) => {
      asked.push(name);
      return result;
    });
    await expect(requests.request('preview')).resolves.toEqual(result);
    await expect(requests.request('purge')).resolves.toEqual(result);
    expect(asked).toEqual(['preview', 'purge']);
  });

  it('holds nothing but what is to be done', async () => {
    aWorker(async () => result);
    await requests.request('purge');
    const jobs = await queue.getJobs(['completed']);
    expect(jobs.length).toBeGreaterThan(0);
    for (const { data, returnvalue } of jobs) expect({ data, returnvalue }).toEqual({ data: {}, returnvalue: result });
  });

  it('tells of a failure on both sides, without its reason to whoever asked, and goes on', async () => {
    let isBroken = true;
    const failures = aWorker(async () => {
      if (isBroken) throw new Error('database is gone: ada@family.example');
      return result;
    });
    const refused: unknown = await requests.request('purge').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RetentionTimeoutError);
    expect(String(refused)).not.toContain('ada@');
    await expect.poll(() => failures.map(({ message }) => message)).toEqual(['database is gone: ada@family.example']);
    isBroken = false;
    await expect(requests.request('purge')).resolves.toEqual(result);
  });

  it('keeps a request until there is a worker', async () => {
    const waiting = requests.request('preview');
    await expect.poll(() => queue.getWaitingCount(), { timeout: 20_000 }).toBe(1);
    aWorker(async () => result);
    await expect(waiting).resolves.toEqual(result);
  });

  it('has one schedule however many workers keep it', async () => {
    aWorker(async () => result);
    aWorker(async () => result);
    await Promise.all(workers.map((worker) => worker.schedule()));
    await Promise.all(workers.map((worker) => worker.schedule()));
    const schedules = await queue.getJobSchedulers();
    expect(schedules).toMatchObject([{ key: 'purge', name: 'purge', every: 3_600_000 }]);
    expect(await queue.getDelayedCount()).toBeLessThanOrEqual(1);
  });

  it('is closed though nobody asked anything', async () => {
    await expect(new RetentionRequests(url).close()).resolves.toBeUndefined();
  });
});
