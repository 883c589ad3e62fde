import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Secret } from '@hearthlore/config';
import { AppError, type DrillId, newId } from '@hearthlore/kernel';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/harness/postgres.js';
import { startRedis } from '../../../test/harness/redis.js';
import { linkTo } from '../../../test/harness/severable-link.js';
import { queryAsSuperuser } from '../../../test/harness/superuser.js';
import {
  type JobHandlers,
  JobQueues,
  PostgresQueues,
  QueueAdmin,
  type QueueBackend,
  QueueSchedules,
  QueueUnavailableError,
  QueueWorker,
  type QueueWorkerOptions,
  RedisQueues,
} from './index.js';

const ROOT = join(import.meta.dirname, '../../..');
const CANARY = 'the boiler of Ada';
/** Milliseconds after which a worker that does not answer counts as dead. */
const SOON = 1000;

interface Opened {
  readonly backend: QueueBackend;
  readonly url: string;
  /** Everything that is kept, as text. */
  kept(): Promise<string>;
  /** The store is gone for a while. */
  lose(): Promise<void>;
  find(): Promise<void>;
  close(): Promise<void>;
}

async function openPostgres(): Promise<Opened> {
  const database = await createTestDatabase();
  const { hostname: host, port } = new URL(database.urls.queue);
  const link = await linkTo({ host, port: Number(port) });
  const url = new URL(database.urls.queue);
  url.host = `127.0.0.1:${link.port}`;
  return {
    backend: new PostgresQueues(new Secret(url.href)),
    url: url.href,
    kept: async () => {
      const tables = ['job', 'job_log', 'event', 'scheduler', 'meta'];
      const rows = await Promise.all(
        tables.map((table) => queryAsSuperuser(database, `select * from bullmq.${table}`)),
      );
      return JSON.stringify(rows);
    },
    lose: async () => link.sever(),
    find: async () => link.mend(),
    close: async () => {
      await link.close();
      await database.drop();
    },
  };
}

/** A real one that writes an append-only file. */
async function openRedis(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-redis-'));
  const redis = await startRedis({ appendOnlyIn: folder });
  return {
    backend: new RedisQueues(new Secret(redis.url)),
    url: redis.url,
    kept: async () =>
      globSync('appendonlydir/*', { cwd: folder })
        .map((file) => readFileSync(join(folder, file), 'latin1'))
        .join('\n'),
    lose: () => redis.kill(),
    find: () => redis.startAgain(),
    close: async () => {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

class BrokenDrillError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'drill.broken';
}

describe.each([
  { name: 'PostgreSQL', open: openPostgres },
  { name: 'Redis', open: openRedis },
])('the queues over $name', ({ open }) => {
  let opened: Opened;
  let queues: JobQueues;
  let admin: QueueAdmin;
  const workers: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    opened = await open();
    await opened.backend.prepare();
    queues = new JobQueues(opened.backend);
    admin = new QueueAdmin(opened.backend);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
    await admin.clear('drill');
  });
  afterAll(async () => {
    await queues.close();
    await admin.close();
    await opened.close();
  });

  const none = () => Promise.resolve({});
  type DrillHandler = JobHandlers<'drill'>['run'];

  function aWorker(run: DrillHandler, options: Partial<QueueWorkerOptions> = {}) {
    const failures: Error[] = [];
    const all: QueueWorkerOptions = { onFailure: (error) => failures.push(error), lock: SOON, ...options };
    const worker = new QueueWorker(opened.backend, 'drill', { run, 'run-scheduled': none }, all);
    workers.push(worker);
    return { worker, failures };
  }
  const addDrill = async (drillId = newId<DrillId>()): Promise<DrillId> => {
    await queues.add('drill', 'run', { drillId }, { jobId: drillId });
    return drillId;
  };
  const stateOf = async (name: string) => (await admin.list()).find((queue) => queue.name === name);

  it('may be set up again, by two at once', async () => {
    await expect(Promise.all([opened.backend.prepare(), opened.backend.prepare()])).resolves.toBeDefined();
  });

  it('carry a request to a worker and the answer back, and keep no sentence of it', async () => {
    let answer: unknown = { tables: 3, at: '2026-06-01T00:00:00.000Z', by: { kind: 'full' } };
    aWorker(async () => answer);
    await expect(queues.addAndWait('drill', 'run', { drillId: newId<DrillId>() })).resolves.toEqual(answer);
    answer = { tables: 3, found: CANARY };
    await expect(queues.addAndWait('drill', 'run', { drillId: newId<DrillId>() })).resolves.toBeNull();
    expect(await opened.kept()).not.toContain(CANARY);
  });

  it('take a job once whose id was added twice, and a waiting one as soon as there is a worker', async () => {
    const drillId = await addDrill();
    await addDrill(drillId);
    expect(await stateOf('drill')).toMatchObject({ waiting: 1, oldestWaitingAt: expect.any(Date) });
    const taken: DrillId[] = [];
    aWorker(async (data) => taken.push(data.drillId));
    await expect.poll(() => taken).toEqual([drillId]);
  });

  it('have one schedule however many workers keep it, at an hour of the installation’s day', async () => {
    const schedules = new QueueSchedules(opened.backend, 'Europe/Berlin');
    const fail = (error: Error) => expect.unreachable(error.message);
    await Promise.all([schedules.keep('backup', fail), schedules.keep('backup', fail)]);
    await schedules.keep('backup', fail);
    const kept = (await admin.schedules()).filter(({ queue }) => queue === 'backup');
    expect(kept).toMatchObject([
      { key: 'backup', pattern: '30 2 * * *', timeZone: 'Europe/Berlin' },
      { key: 'backup-prune', pattern: '30 3 * * *' },
    ]);
    const hour = (at: Date | undefined) =>
      at?.toLocaleTimeString('de-DE', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
    expect(kept.map(({ next }) => hour(next))).toEqual(['02:30', '03:30']);
    expect(await stateOf('backup')).toMatchObject({ delayed: 2, concurrency: 1 });
  });

  it('share the work: each job is done once, and two of a kind are never done at a time', async () => {
    await new QueueSchedules(opened.backend, 'UTC').keep('drill', (error) => expect.unreachable(error.message));
    const done: DrillId[] = [];
    let atOnce = 0;
    let most = 0;
    const run: DrillHandler = async ({ drillId }) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      done.push(drillId);
    };
    for (let count = 0; count < 3; count += 1) aWorker(run);
    const added = await Promise.all(Array.from({ length: 20 }, () => addDrill()));
    await expect.poll(() => done.toSorted()).toEqual(added.toSorted());
    expect(most).toBe(1);
  });

  it('keep of what failed for good its code alone, until somebody has it tried again', async () => {
    let isBroken = true;
    const { failures } = aWorker(async () => {
      if (isBroken) throw new BrokenDrillError(CANARY, { cause: new Error(CANARY) });
      return {};
    });
    await addDrill();
    await expect.poll(() => admin.deadLetters('drill')).toHaveLength(1);
    expect(await admin.deadLetters('drill')).toMatchObject([{ name: 'run', attempts: 1, code: 'drill.broken' }]);
    expect(failures.map(({ message }) => message)).toEqual([CANARY]);
    expect(await opened.kept()).not.toContain(CANARY);
    expect(await opened.kept()).not.toMatch(/(queue-worker|failure-code)\.ts/);
    isBroken = false;
    await expect(admin.retry('drill')).resolves.toBe(1);
    await expect.poll(() => admin.deadLetters('drill')).toEqual([]);
  });

  it('try again what may go better later, and wait before that', async () => {
    const tries: number[] = [];
    aWorker(async (_data, { attempt }) => {
      tries.push(attempt);
      if (attempt === 1) throw new Error(CANARY);
    });
    await addDrill();
    await expect.poll(() => stateOf('drill')).toMatchObject({ delayed: expect.any(Number), failed: 0 });
    await expect.poll(() => tries, { timeout: 60_000 }).toEqual([1, 2]);
    expect(await opened.kept()).not.toContain(CANARY);
  });

  it('begin nothing while they are paused', async () => {
    await admin.pause('drill');
    const taken: DrillId[] = [];
    const { worker } = aWorker(async (data) => taken.push(data.drillId));
    await worker.ready();
    const drillId = await addDrill();
    expect(await stateOf('drill')).toMatchObject({ isPaused: true, waiting: 1 });
    expect(taken).toEqual([]);
    await admin.resume('drill');
    await expect.poll(() => taken).toEqual([drillId]);
  });

  it('let a run end before the process does, and ask one to stop that takes too long', async () => {
    const begun = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const done: string[] = [];
    const patient = aWorker(async () => {
      begun.resolve();
      await mayEnd.promise;
      done.push('ended');
    });
    await addDrill();
    await begun.promise;
    const closing = patient.worker.close().then(() => done.push('closed'));
    mayEnd.resolve();
    await closing;
    expect(done).toEqual(['ended', 'closed']);

    const stuck = Promise.withResolvers<void>();
    const impatient = aWorker(
      async (_data, { signal }) => {
        stuck.resolve();
        await once(signal, 'abort');
        throw new Error('stopped');
      },
      { drain: 50 },
    );
    const drillId = await addDrill();
    await stuck.promise;
    await impatient.worker.close();
    const again: DrillId[] = [];
    aWorker(async (data) => again.push(data.drillId));
    await expect.poll(() => again, { timeout: 60_000 }).toContain(drillId);
  });

  it('give the job of a process that was killed to another', async () => {
    const drillId = await addDrill();
    const args = [join(ROOT, 'test/bench/run.mjs'), 'product/queue-worker', opened.backend.kind, opened.url];
    const child = spawn(process.execPath, [...args, String(SOON)], { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) if (line === 'taken') break;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const taken: DrillId[] = [];
    aWorker(async (data) => taken.push(data.drillId));
    await expect.poll(() => taken, { timeout: 60_000 }).toEqual([drillId]);
    expect(await admin.deadLetters('drill')).toEqual([]);
  });

  it('lose nothing when what keeps them is gone for a while, and take nothing that they cannot keep', {
    timeout: 300_000,
  }, async () => {
    const done = new Set<DrillId>();
    const halfway = Promise.withResolvers<void>();
    aWorker(async ({ drillId }) => {
      done.add(drillId);
      if (done.size === 5) halfway.resolve();
    });
    const added = await Promise.all(Array.from({ length: 30 }, () => addDrill()));
    await halfway.promise;
    await opened.lose();
    await expect(addDrill()).rejects.toThrow(QueueUnavailableError);
    await expect(admin.list()).rejects.toThrow(QueueUnavailableError);
    await opened.find();
    await expect.poll(() => added.filter((id) => !done.has(id)), { timeout: 90_000 }).toEqual([]);
    const late = newId<DrillId>();
    await expect
      .poll(
        () =>
          addDrill(late).then(
            () => 'added',
            () => 'not yet',
          ),
        { timeout: 60_000 },
      )
      .toBe('added');
    await expect.poll(() => done.has(late), { timeout: 60_000 }).toBe(true);
  });
});
