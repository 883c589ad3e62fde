import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ledgerFile } from '@hearthlore/backup';
import { loadEnv, Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { JobQueues, PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import { newId, SystemClock } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertErasableMember, makeDue, rowsOf } from '../../../../test/harness/erasable-member.js';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { StandInQdrant } from '../../../../test/harness/qdrant/stand-in-qdrant.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { erasureProcessor } from './erasure.processor.js';

const HOUR = 3_600_000;

let opened: OwnedDatabase;
let pool: pg.Pool;
let folder: string;
let target: string;
let queues: PostgresQueues;
beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  queues = new PostgresQueues(new Secret(opened.database.urls.queue));
  await queues.prepare();
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-worker-'));
  target = join(folder, 'backups');
  mkdirSync(target);
});
afterAll(async () => {
  await pool.end();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const key = () => new Uint8Array(randomBytes(32));
const keys = { tenantKey: key(), auditKey: key(), signingSeed: key() };
const dataDir = () => join(folder, 'data');

function handlers(clock = new SystemClock(), settings: NodeJS.ProcessEnv = {}) {
  const url = (text: string) => new Secret(text);
  const { jobs, backup, queue } = opened.database.urls;
  return erasureProcessor(
    {
      env: loadEnv({
        HEARTHLORE_DATA_DIR: dataDir(),
        HEARTHLORE_BACKUP_TARGET: pathToFileURL(target).href,
        ...settings,
      }),
      transactions: new MaintenanceTransactions(openDatabase(pool)),
      queues,
      ops: keys,
      secrets: {
        workerKey: new Secret(key()),
        databaseUrls: { jobs: url(jobs), backup: url(backup), queue: url(queue) },
      },
    },
    clock,
  );
}

const run = { signal: new AbortController().signal, attempt: 1, progress: () => Promise.resolve() };
const entries = () =>
  queryAsSuperuser<{ entry: string }>(opened.database, `select entry from audit_entries order by seq`);

describe('the job that erases', () => {
  it('is asked for through the queue, names nobody, and leaves line, copy, receipt and entry', async () => {
    const { id, tag } = await insertErasableMember(opened);
    const erasure = await makeDue(opened, id);
    const asked = new JobQueues(queues);
    const worker = new QueueWorker(queues, 'erasure', handlers(), { onFailure: () => undefined });
    try {
      await expect(asked.addAndWait('erasure', 'erase-due', {})).resolves.toEqual({ erased: 1 });
    } finally {
      await worker.close();
      await asked.close();
    }
    expect(await rowsOf(opened, id)).toEqual({});
    expect(readFileSync(ledgerFile(dataDir()), 'utf8')).toContain(tag);
    expect(readFileSync(join(target, 'ledger.jsonl'), 'utf8')).toBe(readFileSync(ledgerFile(dataDir()), 'utf8'));
    const [receipt] = await queryAsSuperuser<{ note: string }>(
      opened.database,
      'select note from erasure_receipts where id = $1',
      [erasure],
    );
    expect(receipt?.note).toContain('"log":"removed"');
    expect((await entries()).at(-1)?.entry).toContain('"action":"erasure.done"');
  });

  it('has nothing to do without anybody who is due, and writes nothing then', async () => {
    const before = (await entries()).length;
    await expect(handlers()['erase-due']({}, run)).resolves.toEqual({ erased: 0 });
    expect(await entries()).toHaveLength(before);
  });

  it('closes the account and erases nothing while the backup target is away; the next run goes on', async () => {
    const { id, tag } = await insertErasableMember(opened);
    const whole = await rowsOf(opened, id);
    await makeDue(opened, id);
    rmSync(target, { recursive: true });
    writeFileSync(target, 'a file in the place of the folder');
    await expect(handlers()['erase-due']({}, run)).rejects.toMatchObject({ code: 'ledger.not-mirrored' });
    expect(await rowsOf(opened, id)).toMatchObject(whole);
    const [row] = await queryAsSuperuser(opened.database, 'select state from members where id = $1', [id]);
    expect(row).toEqual({ state: 'erasing' });

    rmSync(target);
    mkdirSync(target);
    chmodSync(target, 0o700);
    await expect(handlers()['erase-due']({}, run)).resolves.toEqual({ erased: 1 });
    expect(await rowsOf(opened, id)).toEqual({});
    const lines = readFileSync(join(target, 'ledger.jsonl'), 'utf8').split('\n');
    expect(lines.filter((line) => line.includes(tag))).toHaveLength(1);
  });

  it('waits while nobody can say that points of the member are gone, and says afterwards how many went', async () => {
    const { id } = await insertErasableMember(opened, { points: 2 });
    const erasure = await makeDue(opened, id);
    const qdrant = await StandInQdrant.start();
    const settings = { QDRANT_URL: qdrant.url, HEARTHLORE_ALLOW_INSECURE: 'qdrant-without-key' };
    const layout = { onDisk: true, quantization: 'none', shards: 1, replicas: 1 } as const;
    const server = new QdrantServer({ url: qdrant.url, layout });
    const names = new PointNames(keys.tenantKey);
    const collection = server.collection(names.collection(id, '0123456789abcdef'));
    try {
      await collection.ensure(2);
      const vector = new Float32Array([0.6, 0.8]);
      await collection.upsert([{ id: names.pointId(newId(), 0), vector, payload: new Uint8Array([1]) }]);
      await expect(handlers()['erase-due']({}, run)).rejects.toMatchObject({ code: 'erasure.points-out-of-reach' });
      await qdrant.stop();
      await expect(handlers(new SystemClock(), settings)['erase-due']({}, run)).rejects.toMatchObject({
        code: 'vector-store.unavailable',
      });
      const receipt = async (): Promise<string | null> => {
        const [row] = await queryAsSuperuser<{ note: string | null }>(
          opened.database,
          'select note from erasure_receipts where id = $1',
          [erasure],
        );
        return row?.note ?? null;
      };
      expect(await receipt()).toBeNull();
      await qdrant.startAgain();
      await expect(handlers(new SystemClock(), settings)['erase-due']({}, run)).resolves.toEqual({ erased: 1 });
      expect(await receipt()).toContain('"points":1');
      await expect(server.examine()).resolves.toBeDefined();
      await expect(server.list('t_')).resolves.toEqual([]);
    } finally {
      await server.close();
      await qdrant.stop();
    }
  });

  it('removes nothing when the ledger lost its end, and says so', async () => {
    const { id } = await insertErasableMember(opened);
    const whole = await rowsOf(opened, id);
    await makeDue(opened, id);
    const file = ledgerFile(dataDir());
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.slice(0, text.indexOf('\n') + 1));
    await expect(handlers()['erase-due']({}, run)).rejects.toMatchObject({ code: 'ledger.damaged' });
    expect(await rowsOf(opened, id)).toMatchObject(whole);
    writeFileSync(file, text);
    await expect(handlers()['erase-due']({}, run)).resolves.toEqual({ erased: 1 });
  });

  it('erases nobody by a clock that leapt, until it went on for a day from there', async () => {
    const { id } = await insertErasableMember(opened);
    const whole = await rowsOf(opened, id);
    await makeDue(opened, id);
    const clock = new ManualClock(new Date(Date.now() + 8 * 24 * HOUR));
    await expect(handlers(clock)['erase-due']({}, run)).resolves.toMatchObject({
      erased: 0,
      steadyAt: expect.any(String),
    });
    expect(await rowsOf(opened, id)).toMatchObject(whole);
    for (let hour = 0; hour < 23; hour += 1) {
      clock.advance(HOUR);
      await expect(handlers(clock)['erase-due']({}, run)).resolves.toMatchObject({ erased: 0 });
    }
    clock.advance(2 * HOUR);
    await expect(handlers(clock)['erase-due']({}, run)).resolves.toEqual({ erased: 1 });
  });
});
