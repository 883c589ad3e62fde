import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { NoteSigner } from '@hearthlore/audit';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { type BackupId, newId, SystemClock } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { Logger } from '@nestjs/common';
import { Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DyingTransactions } from '../../../../test/harness/dying-transactions.js';
import { ada, type IdentityUnderTest, openIdentity } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { Recipients } from '../archive/recipients.js';
import { BACKED_UP, LEFT_OUT } from '../archive/tables.js';
import { BackupTargetFullError, BackupTargetUnavailableError } from '../backup.errors.js';
import { MANIFEST_SUFFIX, manifestSignerName } from '../manifest/manifest.js';
import { AppendOnlyTarget } from '../targets/append-only-target.js';
import type { BackupTarget } from '../targets/backup-target.port.js';
import { FolderTarget } from '../targets/folder-target.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { DrizzleBackupList } from '../adapters/drizzle-backup-list.js';
import { DrizzleBackupRegister } from '../adapters/drizzle-backup-register.js';
import { BackupJob } from './backup-job.js';
import { BackupSettings } from './backup-settings.js';
import { WriteFence } from './write-fence.js';

const migrationsFolder = join(import.meta.dirname, '../../../database/migrations');
const DAY = 86_400_000;

let family: IdentityUnderTest;
let pool: pg.Pool;
let identity: string;
let recipients: Recipients;
let installationId: string;
let folder: string;

beforeAll(async () => {
  Logger.overrideLogger(false);
  family = await openIdentity();
  await family.setsUp(ada);
  pool = createPool(new Secret(family.database.urls.jobs), { max: 3, name: 'int-spec' });
  identity = await generateX25519Identity();
  recipients = Recipients.parse(await identityToRecipient(identity));
  installationId = await register().installationId();
});
afterAll(async () => {
  await pool.end();
  await family.close();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-backup-'));
  await queryAsSuperuser(family.database, 'delete from backups');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function register(transactions = new MaintenanceTransactions(openDatabase(pool))): DrizzleBackupRegister {
  return new DrizzleBackupRegister(transactions);
}

interface Arranged {
  readonly target?: BackupTarget;
  readonly transactions?: MaintenanceTransactions;
  readonly clock?: SystemClock | ManualClock;
  readonly settings?: BackupSettings;
}

function aJob({ target = new FolderTarget(folder), transactions, clock = new SystemClock(), settings }: Arranged = {}) {
  return new BackupJob({
    register: register(transactions),
    settings: settings ?? BackupSettings.of(target, recipients),
    clock,
    isClockSteady: () => Promise.resolve(true),
    signer: new NoteSigner(manifestSignerName(installationId), new Uint8Array(32).fill(3)),
    source: {
      databaseUrl: new Secret(family.database.urls.backup),
      migrationsFolder,
      ledgerFile: join(folder, '.ledger'),
      checkpointFile: join(folder, '.checkpoints'),
      installationId,
      appVersion: '0.1.0',
    },
  });
}

const create = (job: BackupJob, id = newId<BackupId>()) => job.create(id, 'manager');
const row = async (id: BackupId) => (await register().find(id)) ?? expect.unreachable();
const files = () =>
  readdirSync(folder)
    .filter((name) => !name.startsWith('.ledger'))
    .toSorted();

describe('a backup', () => {
  it('lies at the target, read back, with its manifest and the ledger beside it', async () => {
    const id = newId<BackupId>();
    await expect(create(aJob(), id)).resolves.toMatchObject({ state: 'completed', backupId: id });
    const made = await row(id);
    expect(made).toMatchObject({ state: 'completed', verification: 'good', progress: 100, error: null, recipients: 1 });
    expect(made.fencedFor).toBeLessThan(30_000);
    expect(files()).toEqual([`${made.file}`, `${made.file}${MANIFEST_SUFFIX}`, 'ledger.jsonl']);
    expect(made.file).toMatch(/^hearthlore-\d{8}T\d{6}Z-[0-9a-f]{8}\.tar\.zst\.age$/);
    // Asked for twice is made once.
    await create(aJob(), id);
    expect(files()).toHaveLength(3);
  });

  it('has every table of the schema but those that are left out knowingly', async () => {
    const rows = await queryAsSuperuser<{ name: string }>(
      family.database,
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...BACKED_UP, ...LEFT_OUT].toSorted());
  });

  it('is not made of a schema with a table that nobody has thought of', async () => {
    await queryAsSuperuser(family.database, 'create table afterthought (id int)');
    const id = newId<BackupId>();
    await expect(create(aJob(), id)).rejects.toMatchObject({ code: 'backup.unknown-table' });
    await queryAsSuperuser(family.database, 'drop table afterthought');
    expect(await row(id)).toMatchObject({ state: 'failed', error: 'backup.unknown-table' });
    expect(files()).toEqual([]);
  });

  it('opens with the identity alone, has nothing readable of a member in it, and comes back by psql', async () => {
    writeFileSync(join(folder, '.ledger'), '');
    const id = newId<BackupId>();
    await create(aJob(), id);
    const file = readFileSync(join(folder, (await row(id)).file ?? ''));
    await expect(open(file, await generateX25519Identity())).rejects.toThrow(/no identity/i);
    const tar = zstdDecompressSync(await open(file, identity));
    for (const canary of [ada.name, ada.email, ada.passphrase]) {
      for (const form of [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64')])
        expect(tar.includes(form)).toBe(false);
    }
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['-xf', '-', '-C', unpacked], { input: tar });
    execFileSync('sha256sum', ['--quiet', '-c', 'FILES.sha256'], { cwd: unpacked });
    expect(await rowsAfterRestore(unpacked)).toEqual(await rowsOf(family.database.superuserUrl));
  });

  it('opens for each of several recipients, hybrid post-quantum ones too', async () => {
    for (const generate of [generateX25519Identity, generateHybridIdentity]) {
      const identities = [await generate(), await generate()];
      const both = Recipients.parse((await Promise.all(identities.map((one) => identityToRecipient(one)))).join(', '));
      const target = new InMemoryTarget();
      await create(aJob({ settings: BackupSettings.of(target, both) }));
      const [name = ''] = target.files.keys();
      for (const one of identities) {
        const tar = zstdDecompressSync(await open(target.files.get(name) ?? Buffer.alloc(0), one));
        expect(tar.subarray(0, 19).toString()).toBe('MANIFEST-INNER.json');
      }
    }
  });

  it('hands the tar on before it is encrypted, and is made all the same where that fails', async () => {
    let seen = 0;
    const id = newId<BackupId>();
    await aJob().create(id, 'schedule', {
      tee: async (tar) => {
        for await (const part of tar) if (part instanceof Uint8Array) seen += part.length;
      },
    });
    expect(seen % 512).toBe(0);
    expect(seen).toBeGreaterThan(100_000);
    await aJob().create(newId<BackupId>(), 'schedule', { tee: () => Promise.reject(new Error('no drill')) });
    await aJob().create(newId<BackupId>(), 'schedule', {
      tee: async (tar) => {
        for await (const part of tar) if (part) throw new Error('no drill');
      },
    });
    expect((await register().list(10)).map(({ state }) => state)).toEqual(['completed', 'completed', 'completed']);
  });

  it('has its place in the chain', async () => {
    const clock = new ManualClock();
    for (let night = 0; night < 3; night += 1) {
      await create(aJob({ clock }));
      clock.advance(DAY);
    }
    const [newest, middle] = await register().list(10);
    if (!newest?.file || !middle?.manifestSha256) expect.unreachable();
    const note = readFileSync(join(folder, `${newest.file}${MANIFEST_SUFFIX}`), 'utf8');
    expect(note).toContain(`"prevManifestSha256":"${Buffer.from(middle.manifestSha256).toString('hex')}"`);
    await expect(aJob({ clock }).verify(newest.id)).resolves.toEqual({ finding: 'good' });
    rmSync(join(folder, `${middle.file}${MANIFEST_SUFFIX}`));
    await expect(aJob({ clock }).verify(newest.id)).resolves.toEqual({ finding: 'chain-broken' });
    expect(await row(newest.id)).toMatchObject({ verification: 'chain-broken' });
  });
});

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
    const job = aJob({ settings });
    await expect(job.createScheduled()).resolves.toMatchObject({ state: 'not-configured' });
    await expect(job.prune()).resolves.toEqual({ removed: 0 });
    expect(await register().list(10)).toEqual([]);
    const id = newId<BackupId>();
    await expect(create(job, id)).rejects.toMatchObject({ code: 'backup.not-configured' });
    expect(await row(id)).toMatchObject({ state: 'failed', error: 'backup.not-configured' });
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
    await expect(create(aJob({ target }), id)).rejects.toBe(error);
    expect(await row(id)).toMatchObject({ state: 'failed', error: error.code });
    expect(target.files.size).toBe(0);
    const mended = aJob();
    await create(mended, id);
    expect(await row(id)).toMatchObject({ state: 'completed', error: null, removedAt: null });
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
    await expect(create(aJob({ target }), id)).rejects.toMatchObject({ code: 'backup.file-damaged' });
    expect(await row(id)).toMatchObject({ state: 'failed', error: 'backup.file-damaged' });
    expect([...target.files.keys()]).toEqual(['ledger.jsonl']);
  });

  it('says that the database went away in the middle, and the next one mends it', async () => {
    const incompressible = `(select string_agg(sha256((i || ':' || n)::bytea), ''::bytea) from generate_series(1, 64) n)`;
    await queryAsSuperuser(
      family.database,
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
            family.database,
            `select pg_terminate_backend(pid) from pg_stat_activity
              where application_name = 'hearthlore-backup' and datname = current_database()`,
          );
        }
        return super.write(name, content);
      }
    }
    const target = new Watching();
    const id = newId<BackupId>();
    await expect(create(aJob({ target }), id)).rejects.toMatchObject({ code: 'backup.source-failed' });
    expect(await row(id)).toMatchObject({ state: 'failed', error: 'backup.source-failed' });
    expect(target.files.size).toBe(0);
    await expect(create(aJob(), id)).resolves.toMatchObject({ state: 'completed' });
    await queryAsSuperuser(family.database, 'delete from erasure_receipts');
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
    await expect(aJob({ target }).create(id, 'manager', { signal: stopping.signal })).rejects.toThrow(/abort/i);
    expect(await row(id)).toMatchObject({ state: 'failed', error: 'backup.interrupted' });
    expect(target.files.size).toBe(0);
    await expect(create(aJob(), id)).resolves.toMatchObject({ state: 'completed' });
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
    const first = create(aJob({ target: slow }));
    await started.promise;
    await expect(create(aJob())).rejects.toMatchObject({ code: 'backup.running' });
    goOn.resolve();
    await expect(first).resolves.toMatchObject({ state: 'completed' });
  });

  it('killed between any two of its transactions, is mended by the next run', async () => {
    let survived = false;
    for (let transactions = 0; !survived; transactions += 1) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      await queryAsSuperuser(family.database, 'delete from backups');
      await queryAsSuperuser(family.database, 'update installation set fenced_until = null');
      const killed = newId<BackupId>();
      survived = await create(
        aJob({ transactions: new DyingTransactions(openDatabase(pool), transactions) }),
        killed,
      ).then(
        () => true,
        () => false,
      );
      const id = newId<BackupId>();
      await create(aJob(), id);
      const rows = await register().list(10);
      expect(rows.filter(({ state }) => state === 'active')).toEqual([]);
      const good = rows.filter(({ state }) => state === 'completed');
      expect(await row(id)).toMatchObject({ state: 'completed', verification: 'good' });
      // Of what was given up, nothing is left at the target.
      const expected = good.flatMap(({ file }) => [`${file}`, `${file}${MANIFEST_SUFFIX}`]);
      expect(files(), `killed after ${transactions}`).toEqual([...expected, 'ledger.jsonl'].toSorted());
      await expect(aJob().verify(id)).resolves.toEqual({ finding: 'good' });
    }
  });
});

describe('what is old', () => {
  it('leaves the target by the rules', async () => {
    const clock = new ManualClock();
    for (let night = 0; night < 16; night += 1) {
      await create(aJob({ clock }));
      clock.advance(DAY);
    }
    const rows = await register().list(100);
    const there = rows.filter(({ removedAt }) => removedAt === null);
    expect(there.length).toBeLessThan(rows.length);
    expect(
      files()
        .filter((name) => name.endsWith('.age'))
        .toSorted(),
    ).toEqual(there.map(({ file }) => `${file}`).toSorted());
    await expect(aJob({ clock }).verify(there[0]?.id ?? newId())).resolves.toEqual({ finding: 'good' });
    clock.advance(36 * DAY);
    await expect(aJob({ clock }).prune()).resolves.toEqual({ removed: there.length });
    expect(files()).toEqual(['ledger.jsonl']);
  });

  it('is not taken for pruned where somebody else took it away', async () => {
    const clock = new ManualClock();
    const ids = [newId<BackupId>(), newId<BackupId>()];
    for (const id of ids) {
      await create(aJob({ clock }), id);
      clock.advance(DAY);
    }
    const [first, second] = ids;
    if (!first || !second) expect.unreachable();
    for (const suffix of ['', MANIFEST_SUFFIX]) rmSync(join(folder, `${(await row(first)).file}${suffix}`));
    await expect(aJob({ clock }).prune()).resolves.toEqual({ removed: 0 });
    expect(await row(first)).toMatchObject({ removedAt: null, verification: 'file-missing' });
    await expect(aJob({ clock }).verify(second)).resolves.toEqual({ finding: 'chain-broken' });
  });

  it('goes on in the chain after a restore, and goes by age though nobody remembers it', async () => {
    const clock = new ManualClock();
    const ids = [newId<BackupId>(), newId<BackupId>(), newId<BackupId>()];
    for (const [night, id] of ids.entries()) {
      await create(aJob({ clock }), id);
      clock.advance(DAY);
      // As if the first one had been restored: it knows of none that came after it.
      if (night === 1) await queryAsSuperuser(family.database, `delete from backups where id <> '${ids[0]}'`);
    }
    const last = ids[2];
    if (last === undefined) expect.unreachable();
    await expect(aJob({ clock }).verify(last)).resolves.toEqual({ finding: 'good' });
    expect(files().filter((name) => name.endsWith('.age'))).toHaveLength(3);
    clock.advance(36 * DAY);
    await expect(aJob({ clock }).prune()).resolves.toEqual({ removed: 3 });
    expect(files()).toEqual(['ledger.jsonl']);
  });

  it('stays at an append-only target until the target’s own rule comes by', async () => {
    const clock = new ManualClock();
    const target = new InMemoryTarget();
    const job = aJob({ clock, target: new AppendOnlyTarget(target) });
    await create(job);
    clock.advance(36 * DAY);
    await expect(job.prune()).resolves.toEqual({ removed: 0 });
    expect(target.files.size).toBe(3);
    for (const name of target.files.keys()) if (name !== 'ledger.jsonl') target.files.delete(name);
    const id = newId<BackupId>();
    await create(job, id);
    await expect(job.verify(id)).resolves.toEqual({ finding: 'good' });
    expect((await register().list(10)).map(({ removedAt }) => removedAt !== null)).toEqual([false, true]);
  });
});

describe('the fence', () => {
  it('has what is new wait for a snapshot, and not for longer than it may', async () => {
    const app = createPool(new Secret(family.database.urls.app), { max: 1, name: 'int-spec' });
    const list = new DrizzleBackupList(new OwnerTransactions(openDatabase(app)));
    const clock = new ManualClock();
    const waits: number[] = [];
    const fence = new WriteFence(list, clock, async (milliseconds) => {
      waits.push(milliseconds);
      if (waits.length === 3) await register().fence(null);
      clock.advance(milliseconds);
    });
    await fence.pass();
    expect(waits).toEqual([]);
    await register().fence(new Date(clock.now().getTime() + 30_000));
    await fence.pass();
    expect(waits).toHaveLength(3);
    // Whoever set it was killed: it falls by itself.
    await register().fence(new Date(clock.now().getTime() + 30_000));
    await fence.pass();
    expect(waits.slice(3).reduce((sum, one) => sum + one, 0)).toBe(30_000);
    // A clock that was set back does not lengthen it.
    await register().fence(new Date(clock.now().getTime() + DAY));
    await fence.pass();
    await register().fence(null);
    await app.end();
  });
});

async function open(file: Uint8Array, secret: string): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(secret);
  return decrypter.decrypt(new Uint8Array(file));
}

/** What a restore itself writes: that it was one, and the run that was under way in the snapshot. */
const CHANGED = ['audit_entries', 'audit_head', 'backups', 'installation'];
const COUNTED = BACKED_UP.filter((name) => !CHANGED.includes(name));

async function rowsOf(url: string): Promise<Record<string, string>> {
  const counted = createPool(new Secret(url), { max: 1, name: 'int-spec' });
  const found: Record<string, string> = {};
  for (const name of COUNTED) {
    const { rows } = await counted.query<{ sum: string }>(
      `select coalesce(string_agg(md5(t::text), ',' order by md5(t::text)), '') as sum from ${name} t`,
    );
    found[name] = rows[0]?.sum ?? '';
  }
  await counted.end();
  return found;
}

/** By nothing but psql, in an empty database. */
async function rowsAfterRestore(unpacked: string): Promise<Record<string, string>> {
  const name = `restored_${newId<BackupId>().slice(0, 8)}`;
  await queryAsSuperuser(family.database, `create database ${name} template template0`);
  const url = new URL(family.database.superuserUrl);
  url.pathname = name;
  try {
    for (const script of ['schema.sql', 'restore.sql'])
      execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', script, url.href], { cwd: unpacked });
    const restored = createPool(new Secret(url.href), { max: 1, name: 'int-spec' });
    const { rows } = await restored.query(
      'select restored_at, (select count(*) from sessions)::int as sessions from installation',
    );
    expect(rows).toEqual([{ restored_at: null, sessions: 0 }]);
    await restored.end();
    return await rowsOf(url.href);
  } finally {
    await queryAsSuperuser(family.database, `drop database ${name} with (force)`);
  }
}
