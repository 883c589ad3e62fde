import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@hearthlore/config';
import { type NoticeId, newId, type UserId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/harness/postgres.js';
import { startRedis } from '../../../test/harness/redis.js';
import { JobQueues, MemberEntries, PostgresQueues, QueueAdmin, QueueWorker, RedisQueues } from './index.js';
import type { QueueBackend } from './queue-backend.js';

interface Opened {
  readonly backend: QueueBackend;
  close(): Promise<void>;
}

async function openPostgres(): Promise<Opened> {
  const database = await createTestDatabase();
  return { backend: new PostgresQueues(new Secret(database.urls.queue)), close: () => database.drop() };
}

/** A real one that writes an append-only file. */
async function openRedis(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-redis-'));
  const redis = await startRedis({ appendOnlyIn: folder });
  return {
    backend: new RedisQueues(new Secret(redis.url)),
    close: async () => {
      await redis.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describe.each([
  { name: 'PostgreSQL', open: openPostgres },
  { name: 'Redis', open: openRedis },
])('what the queues know of a member, over $name', ({ open }) => {
  let opened: Opened;
  let queues: JobQueues;
  let admin: QueueAdmin;
  const [leaver, other] = [newId<UserId>(), newId<UserId>()];
  beforeAll(async () => {
    opened = await open();
    await opened.backend.prepare();
    queues = new JobQueues(opened.backend);
    admin = new QueueAdmin(opened.backend);
  });
  afterAll(async () => {
    await queues.close();
    await admin.close();
    await opened.close();
  });

  const tell = (ownerId: UserId, delay?: number) =>
    queues.add('notify', 'notice', { ownerId, noticeId: newId<NoticeId>() }, delay === undefined ? {} : { delay });
  const remove = () => new MemberEntries(opened.backend).removeOf(leaver);
  const notify = async () => (await admin.list()).find(({ name }) => name === 'notify');

  it('goes, whatever became of the jobs, and nobody else’s', async () => {
    const done: UserId[] = [];
    const notice = ({ ownerId }: { readonly ownerId: UserId }) => {
      done.push(ownerId);
      return Promise.resolve({});
    };
    const worker = new QueueWorker(
      opened.backend,
      'notify',
      { notice, incident: () => Promise.reject(new Error('never asked')) },
      { onFailure: () => undefined },
    );
    await Promise.all([tell(leaver), tell(other)]);
    await expect.poll(() => done.length).toBe(2);
    await expect.poll(async () => (await notify())?.completed).toBe(2);
    await worker.close();
    await Promise.all([tell(leaver), tell(leaver, 3_600_000), tell(other), tell(other, 3_600_000)]);
    await expect(remove()).resolves.toBe(3);
    expect(await notify()).toMatchObject({ completed: 1, waiting: 1, delayed: 1 });
    await expect(remove()).resolves.toBe(0);
  });

  it('goes from a paused queue as well, and from more than one page of it', async () => {
    await admin.pause('notify');
    for (let more = 0; more < 620; more += 62) await Promise.all(Array.from({ length: 62 }, () => tell(leaver)));
    await expect(remove()).resolves.toBe(620);
    await expect(remove()).resolves.toBe(0);
    await admin.resume('notify');
  });
});
