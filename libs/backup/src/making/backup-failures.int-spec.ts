import { mkdirSync, rmSync } from 'node:fs';
import { Secret } from '@hearthlore/config';
import { createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { type BackupId, newId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackupBench } from '../../../../test/harness/backup-bench.js';
import { DyingTransactions } from '../../../../test/harness/dying-transactions.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { DrizzleBackupList } from '../adapters/drizzle-backup-list.js';
import { BackupTargetFullError, BackupTargetUnavailableError } from '../backup.errors.js';
import { MANIFEST_SUFFIX } from '../manifest/manifest.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { BackupSettings } from './backup-settings.js';
import { WriteFence } from './write-fence.js';

const DAY = 86_400_000;

let bench: BackupBench;

beforeAll(async () => {
  bench = await BackupBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.arranges());
afterEach(() => bench.clears());

describe('a backup that cannot be made', () => {
  it('is a state and no failure where nothing is configured, unless somebody asks for it', async () => {
    const settings = BackupSettings.read({
      HEARTHLORE_BACKUP_TARGET: undefined,
      HEARTHLORE_BACKUP_S3_ENDPOINT: undefined,
      HEARTHLORE_BACKUP_S3_REGION: 'us-east-1',
      HEARTHLORE_BACKUP_S3_KEY_ID: undefined,
      HEARTHLORE_BACKUP_S3_SECRET: undefined,
      HEARTHLORE_BACKUP_APPEND_ONLY: 'off',
      HEARTHLORE_BACKUP_RECIPIENTS: '',
    });
    const job = bench.job({ settings });
    await expect(job.createScheduled()).resolves.toMatchObject({ state: 'not-configured' });
    await expect(job.prune()).resolves.toEqual({ removed: 0 });
    expect(await bench.register().list(10)).toEqual([]);
    const id = newId<BackupId>();
    await expect(bench.create(job, id)).rejects.toMatchObject({ code: 'backup.not-configured' });
    expect(await bench.row(id)).toMatchObject({ state: 'failed', error: 'backup.not-configured' });
  });

  it.each([
    ['full', new BackupTargetFullError()],
    ['gone', new BackupTargetUnavailableError()],
  ])('says that its target is %s, leaves nothing there, and the next one mends it', async (_what, error) => {
    class Failing extends InMemoryTarget {
      override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
        for await (const part of content) if (part.length > 0) throw error;
        return super.write(name, content);
      }
    }
    const target = new Failing();
    const id = newId<BackupId>();
    await expect(bench.create(bench.job({ target }), id)).rejects.toBe(error);
    expect(await bench.row(id)).toMatchObject({ state: 'failed', error: error.code });
    expect(target.files.size).toBe(0);
    const mended = bench.job();
    await bench.create(mended, id);
    expect(await bench.row(id)).toMatchObject({ state: 'completed', error: null, removedAt: null });
    await expect(mended.verify(id)).resolves.toEqual({ finding: 'good' });
  });

  it('is not taken for one when what was read back is not what was written', async () => {
    class Rotten extends InMemoryTarget {
      override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
        await super.write(name, content);
        const written = this.files.get(name);
        if (name.endsWith('.age') && written) written[1000] = (written[1000] ?? 0) ^ 1;
      }
    }
    const target = new Rotten();
    const id = newId<BackupId>();
    await expect(bench.create(bench.job({ target }), id)).rejects.toMatchObject({ code: 'backup.file-damaged' });
    expect(await bench.row(id)).toMatchObject({ state: 'failed', error: 'backup.file-damaged' });
    expect([...target.files.keys()]).toEqual(['ledger.jsonl']);
  });

  it('says that the database went away in the middle, and the next one mends it', async () => {
    const incompressible = `(select string_agg(sha256((i || ':' || n)::bytea), ''::bytea) from generate_series(1, 64) n)`;
    await queryAsSuperuser(
      bench.family.database,
      `insert into erasure_receipts (id, token_hash, note)
         select gen_random_uuid(), sha256(i::text::bytea), encode(${incompressible}, 'hex')
           from generate_series(1, 10000) i`,
    );
    class Watching extends InMemoryTarget {
      override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
        let isCut = false;
        for await (const part of content) {
          if (isCut || part.length < 10_000) continue;
          isCut = true;
          await queryAsSuperuser(
            bench.family.database,
            `select pg_terminate_backend(pid) from pg_stat_activity
              where application_name = 'hearthlore-backup' and datname = current_database()`,
          );
        }
        return super.write(name, content);
      }
    }
    const target = new Watching();
    const id = newId<BackupId>();
    await expect(bench.create(bench.job({ target }), id)).rejects.toMatchObject({ code: 'backup.source-failed' });
    expect(await bench.row(id)).toMatchObject({ state: 'failed', error: 'backup.source-failed' });
    expect(target.files.size).toBe(0);
    await expect(bench.create(bench.job(), id)).resolves.toMatchObject({ state: 'completed' });
    await queryAsSuperuser(bench.family.database, 'delete from erasure_receipts');
  });

  it('stopped with its process says so, leaves nothing, and is made when it is repeated', async () => {
    const stopping = new AbortController();
    class Stopping extends InMemoryTarget {
      override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
        for await (const part of content) if (part.length > 0) stopping.abort();
        await super.write(name, content);
      }
    }
    const target = new Stopping();
    const id = newId<BackupId>();
    await expect(bench.job({ target }).create(id, 'manager', { signal: stopping.signal })).rejects.toThrow(/abort/i);
    expect(await bench.row(id)).toMatchObject({ state: 'failed', error: 'backup.interrupted' });
    expect(target.files.size).toBe(0);
    await expect(bench.create(bench.job(), id)).resolves.toMatchObject({ state: 'completed' });
  });

  it('is one at a time', async () => {
    const slow = new InMemoryTarget();
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    slow.write = async (name, content) => {
      started.resolve();
      await goOn.promise;
      await InMemoryTarget.prototype.write.call(slow, name, content);
    };
    const first = bench.create(bench.job({ target: slow }));
    await started.promise;
    await expect(bench.create(bench.job())).rejects.toMatchObject({ code: 'backup.running' });
    goOn.resolve();
    await expect(first).resolves.toMatchObject({ state: 'completed' });
  });

  it('killed between any two of its transactions, is mended by the next run', async () => {
    let survived = false;
    for (let transactions = 0; !survived; transactions += 1) {
      rmSync(bench.folder, { recursive: true, force: true });
      mkdirSync(bench.folder);
      await queryAsSuperuser(bench.family.database, 'delete from backups');
      await queryAsSuperuser(bench.family.database, 'update installation set fenced_until = null');
      const killed = newId<BackupId>();
      survived = await bench
        .create(bench.job({ transactions: new DyingTransactions(openDatabase(bench.pool), transactions) }), killed)
        .then(
          () => true,
          () => false,
        );
      const id = newId<BackupId>();
      await bench.create(bench.job(), id);
      const rows = await bench.register().list(10);
      expect(rows.filter(({ state }) => state === 'active')).toEqual([]);
      const good = rows.filter(({ state }) => state === 'completed');
      expect(await bench.row(id)).toMatchObject({ state: 'completed', verification: 'good' });
      // Of what was given up, nothing is left at the target.
      const expected = good.flatMap(({ file }) => [`${file}`, `${file}${MANIFEST_SUFFIX}`]);
      expect(bench.files(), `killed after ${transactions}`).toEqual([...expected, 'ledger.jsonl'].toSorted());
      await expect(bench.job().verify(id)).resolves.toEqual({ finding: 'good' });
    }
  });
});

describe('the fence', () => {
  it('has what is new wait for a snapshot, and not for longer than it may', async () => {
    const app = createPool(new Secret(bench.family.database.urls.app), { max: 1, name: 'int-spec' });
    const list = new DrizzleBackupList(new OwnerTransactions(openDatabase(app)));
    const clock = new ManualClock();
    const waits: number[] = [];
    const fence = new WriteFence(list, clock, async (milliseconds) => {
      waits.push(milliseconds);
      if (waits.length === 3) await bench.register().fence(null);
      clock.advance(milliseconds);
    });
    await fence.pass();
    expect(waits).toEqual([]);
    await bench.register().fence(new Date(clock.now().getTime() + 30_000));
    await fence.pass();
    expect(waits).toHaveLength(3);
    // Whoever set it was killed: it falls by itself.
    await bench.register().fence(new Date(clock.now().getTime() + 30_000));
    await fence.pass();
    expect(waits.slice(3).reduce((sum, one) => sum + one, 0)).toBe(30_000);
    // A clock that was set back does not lengthen it.
    await bench.register().fence(new Date(clock.now().getTime() + DAY));
    await fence.pass();
    await bench.register().fence(null);
    await app.end();
  });
});
