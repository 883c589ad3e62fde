import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrizzleBackupRegister } from '@hearthlore/backup';
import { loadEnv, Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { JobQueues, PostgresQueues, QueueWorker } from '@hearthlore/jobs';
import { type BackupId, newId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { backupProcessor } from './backup.processor.js';

const filled = (value: number) => new Uint8Array(32).fill(value);
const ops = { tenantKey: filled(1), auditKey: filled(2), signingSeed: filled(3) };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let opened: OwnedDatabase;
let pool: pg.Pool;
let backend: PostgresQueues;
let queues: JobQueues;
let folder: string;
let recipient: string;

beforeAll(async () => {
  opened = await openAsApi();
  pool = createPool(new Secret(opened.database.urls.jobs), { max: 2, name: 'int-spec' });
  backend = new PostgresQueues(new Secret(opened.database.urls.queue));
  await backend.prepare();
  queues = new JobQueues(backend);
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-processor-'));
  recipient = await identityToRecipient(await generateX25519Identity());
});
afterAll(async () => {
  await queues.close();
  await pool.end();
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Works the queue off while `work` runs. */
async function withWorker<T>(
  settings: Readonly<Record<string, string>>,
  work: () => Promise<T>,
  clock?: ManualClock,
): Promise<T> {
  const { jobs, backup, queue } = opened.database.urls;
  const bench = {
    env: loadEnv({ HEARTHLORE_DATA_DIR: join(folder, '.data'), ...settings }),
    transactions: new MaintenanceTransactions(openDatabase(pool)),
    ops,
    secrets: {
      workerKey: new Secret(filled(0)),
      databaseUrls: { jobs: new Secret(jobs), backup: new Secret(backup), queue: new Secret(queue) },
    },
  };
  const handlers = backupProcessor(bench, clock);
  const worker = new QueueWorker(backend, 'backup', handlers, { onFailure: () => undefined });
  try {
    return await work();
  } finally {
    await worker.close();
  }
}

const register = () => new DrizzleBackupRegister(new MaintenanceTransactions(openDatabase(pool)));
const configured = () => ({
  HEARTHLORE_BACKUP_TARGET: `file://${folder}`,
  HEARTHLORE_BACKUP_RECIPIENTS: recipient,
});

describe('the backup queue', () => {
  it('makes, verifies and prunes, and answers with ids, counts and codes', async () => {
    const backupId = newId<BackupId>();
    await withWorker(configured(), async () => {
      const made = await queues.addAndWait('backup', 'create', { backupId }, { jobId: backupId });
      expect(made).toMatchObject({ state: 'completed', backupId });
      await expect(queues.addAndWait('backup', 'verify', { backupId })).resolves.toEqual({ finding: 'good' });
      await expect(queues.addAndWait('backup', 'create-scheduled', {})).resolves.toMatchObject({ state: 'completed' });
      await expect(queues.addAndWait('backup', 'prune', {})).resolves.toEqual({ removed: 0 });
    });
    expect((await register().list(10)).map(({ trigger }) => trigger)).toEqual(['schedule', 'manager']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.age'))).toHaveLength(2);
  });

  it('removes none as too old by a clock that leapt, and does once it goes on for a day', async () => {
    const clock = new ManualClock(new Date());
    const prune = () => withWorker(configured(), () => queues.addAndWait('backup', 'prune', {}), clock);
    await prune();
    clock.advance(36 * DAY);
    await expect(prune()).resolves.toEqual({ removed: 0 });
    expect(readdirSync(folder).filter((name) => name.endsWith('.age'))).toHaveLength(2);
    for (const hours of [12, 12]) {
      clock.advance(hours * HOUR);
      await prune();
    }
    expect(readdirSync(folder).filter((name) => name.endsWith('.age'))).toEqual([]);
  });

  it('does nothing by itself where nothing is configured', async () => {
    const before = await register().list(10);
    await withWorker({}, async () => {
      await expect(queues.addAndWait('backup', 'create-scheduled', {})).resolves.toMatchObject({
        state: 'not-configured',
      });
    });
    expect(await register().list(10)).toEqual(before);
  });

  it('does not begin with what is no recipient, and does not repeat it', async () => {
    const wrong = withWorker({ ...configured(), HEARTHLORE_BACKUP_RECIPIENTS: 'age1wrong' }, () => Promise.resolve());
    await expect(wrong).rejects.toMatchObject({ code: 'backup.invalid-settings' });
    await expect(wrong).rejects.not.toThrow(/age1wrong/);
  });
});
