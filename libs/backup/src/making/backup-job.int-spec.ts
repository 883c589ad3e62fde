import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { Secret } from '@hearthlore/config';
import { createPool } from '@hearthlore/database';
import { type BackupId, newId } from '@hearthlore/kernel';
import { ManualClock } from '@hearthlore/kernel/testing';
import { Decrypter, generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BackupBench } from '../../../../test/harness/backup-bench.js';
import { ada } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { Recipients } from '../archive/recipients.js';
import { BACKED_UP, LEFT_OUT } from '../archive/tables.js';
import { MANIFEST_SUFFIX } from '../manifest/manifest.js';
import { AppendOnlyTarget } from '../targets/append-only-target.js';
import { InMemoryTarget } from '../testing/in-memory-target.js';
import { BackupSettings } from './backup-settings.js';

const DAY = 86_400_000;

let bench: BackupBench;

beforeAll(async () => {
  bench = await BackupBench.open();
});
afterAll(() => bench.close());
beforeEach(() => bench.arranges());
afterEach(() => bench.clears());

describe('a backup', () => {
  it('lies at the target, read back, with its manifest and the ledger beside it', async () => {
    const id = newId<BackupId>();
    await expect(bench.create(bench.job(), id)).resolves.toMatchObject({ state: 'completed', backupId: id });
    const made = await bench.row(id);
    expect(made).toMatchObject({ state: 'completed', verification: 'good', progress: 100, error: null, recipients: 1 });
    expect(made.fencedFor).toBeLessThan(30_000);
    expect(bench.files()).toEqual([`${made.file}`, `${made.file}${MANIFEST_SUFFIX}`, 'ledger.jsonl']);
    expect(made.file).toMatch(/^hearthlore-\d{8}T\d{6}Z-[0-9a-f]{8}\.tar\.zst\.age$/);
    // Asked for twice is made once.
    await bench.create(bench.job(), id);
    expect(bench.files()).toHaveLength(3);
  });

  it('has every table of the schema but those that are left out knowingly', async () => {
    const rows = await queryAsSuperuser<{ name: string }>(
      bench.family.database,
      `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...BACKED_UP, ...LEFT_OUT].toSorted());
  });

  it('is not made of a schema with a table that nobody has thought of', async () => {
    await queryAsSuperuser(bench.family.database, 'create table afterthought (id int)');
    const id = newId<BackupId>();
    await expect(bench.create(bench.job(), id)).rejects.toMatchObject({ code: 'backup.unknown-table' });
    await queryAsSuperuser(bench.family.database, 'drop table afterthought');
    expect(await bench.row(id)).toMatchObject({ state: 'failed', error: 'backup.unknown-table' });
    expect(bench.files()).toEqual([]);
  });

  it('opens with the identity alone, has nothing readable of a member in it, and comes back by psql', async () => {
    writeFileSync(join(bench.folder, '.ledger'), '');
    const id = newId<BackupId>();
    await bench.create(bench.job(), id);
    const file = readFileSync(join(bench.folder, (await bench.row(id)).file ?? ''));
    await expect(open(file, await generateX25519Identity())).rejects.toThrow(/no identity/i);
    const tar = zstdDecompressSync(await open(file, bench.identity));
    for (const canary of [ada.name, ada.email, ada.passphrase]) {
      for (const form of [canary, Buffer.from(canary).toString('hex'), Buffer.from(canary).toString('base64')])
        expect(tar.includes(form)).toBe(false);
    }
    const unpacked = join(bench.folder, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('tar', ['-xf', '-', '-C', unpacked], { input: tar });
    execFileSync('sha256sum', ['--quiet', '-c', 'FILES.sha256'], { cwd: unpacked });
    expect(await rowsAfterRestore(unpacked)).toEqual(await rowsOf(bench.family.database.superuserUrl));
  });

  it('opens for each of several recipients, hybrid post-quantum ones too', async () => {
    for (const generate of [generateX25519Identity, generateHybridIdentity]) {
      const identities = [await generate(), await generate()];
      const both = Recipients.parse((await Promise.all(identities.map((one) => identityToRecipient(one)))).join(', '));
      const target = new InMemoryTarget();
      await bench.create(bench.job({ settings: BackupSettings.of(target, both) }));
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
    await bench.job().create(id, 'schedule', {
      tee: async (tar) => {
        for await (const part of tar) if (part instanceof Uint8Array) seen += part.length;
      },
    });
    expect(seen % 512).toBe(0);
    expect(seen).toBeGreaterThan(100_000);
    await bench.job().create(newId<BackupId>(), 'schedule', { tee: () => Promise.reject(new Error('no drill')) });
    await bench.job().create(newId<BackupId>(), 'schedule', {
      tee: async (tar) => {
        for await (const part of tar) if (part) throw new Error('no drill');
      },
    });
    expect((await bench.register().list(10)).map(({ state }) => state)).toEqual([
      'completed',
      'completed',
      'completed',
    ]);
  });

  it('has its place in the chain', async () => {
    const clock = new ManualClock();
    for (let night = 0; night < 3; night += 1) {
      await bench.create(bench.job({ clock }));
      clock.advance(DAY);
    }
    const [newest, middle] = await bench.register().list(10);
    if (!newest?.file || !middle?.manifestSha256) expect.unreachable();
    const note = readFileSync(join(bench.folder, `${newest.file}${MANIFEST_SUFFIX}`), 'utf8');
    expect(note).toContain(`"prevManifestSha256":"${Buffer.from(middle.manifestSha256).toString('hex')}"`);
    await expect(bench.job({ clock }).verify(newest.id)).resolves.toEqual({ finding: 'good' });
    rmSync(join(bench.folder, `${middle.file}${MANIFEST_SUFFIX}`));
    await expect(bench.job({ clock }).verify(newest.id)).resolves.toEqual({ finding: 'chain-broken' });
    expect(await bench.row(newest.id)).toMatchObject({ verification: 'chain-broken' });
  });
});

describe('what is old', () => {
  it('leaves the target by the rules', async () => {
    const clock = new ManualClock();
    for (let night = 0; night < 16; night += 1) {
      await bench.create(bench.job({ clock }));
      clock.advance(DAY);
    }
    const rows = await bench.register().list(100);
    const there = rows.filter(({ removedAt }) => removedAt === null);
    expect(there.length).toBeLessThan(rows.length);
    expect(
      bench
        .files()
        .filter((name) => name.endsWith('.age'))
        .toSorted(),
    ).toEqual(there.map(({ file }) => `${file}`).toSorted());
    await expect(bench.job({ clock }).verify(there[0]?.id ?? newId())).resolves.toEqual({ finding: 'good' });
    clock.advance(36 * DAY);
    await expect(bench.job({ clock }).prune()).resolves.toEqual({ removed: there.length });
    expect(bench.files()).toEqual(['ledger.jsonl']);
  });

  it('is not taken for pruned where somebody else took it away', async () => {
    const clock = new ManualClock();
    const ids = [newId<BackupId>(), newId<BackupId>()];
    for (const id of ids) {
      await bench.create(bench.job({ clock }), id);
      clock.advance(DAY);
    }
    const [first, second] = ids;
    if (!first || !second) expect.unreachable();
    for (const suffix of ['', MANIFEST_SUFFIX]) rmSync(join(bench.folder, `${(await bench.row(first)).file}${suffix}`));
    await expect(bench.job({ clock }).prune()).resolves.toEqual({ removed: 0 });
    expect(await bench.row(first)).toMatchObject({ removedAt: null, verification: 'file-missing' });
    await expect(bench.job({ clock }).verify(second)).resolves.toEqual({ finding: 'chain-broken' });
  });

  it('goes on in the chain after a restore, and goes by age though nobody remembers it', async () => {
    const clock = new ManualClock();
    const ids = [newId<BackupId>(), newId<BackupId>(), newId<BackupId>()];
    for (const [night, id] of ids.entries()) {
      await bench.create(bench.job({ clock }), id);
      clock.advance(DAY);
      // As if the first one had been restored: it knows of none that came after it.
      if (night === 1) await queryAsSuperuser(bench.family.database, `delete from backups where id <> '${ids[0]}'`);
    }
    const last = ids[2];
    if (last === undefined) expect.unreachable();
    await expect(bench.job({ clock }).verify(last)).resolves.toEqual({ finding: 'good' });
    expect(bench.files().filter((name) => name.endsWith('.age'))).toHaveLength(3);
    clock.advance(36 * DAY);
    await expect(bench.job({ clock }).prune()).resolves.toEqual({ removed: 3 });
    expect(bench.files()).toEqual(['ledger.jsonl']);
  });

  it('stays at an append-only target until the target’s own rule comes by', async () => {
    const clock = new ManualClock();
    const target = new InMemoryTarget();
    const job = bench.job({ clock, target: new AppendOnlyTarget(target) });
    await bench.create(job);
    clock.advance(36 * DAY);
    await expect(job.prune()).resolves.toEqual({ removed: 0 });
    expect(target.files.size).toBe(3);
    for (const name of target.files.keys()) if (name !== 'ledger.jsonl') target.files.delete(name);
    const id = newId<BackupId>();
    await bench.create(job, id);
    await expect(job.verify(id)).resolves.toEqual({ finding: 'good' });
    expect((await bench.register().list(10)).map(({ removedAt }) => removedAt !== null)).toEqual([false, true]);
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
  await queryAsSuperuser(bench.family.database, `create database ${name} template template0`);
  const url = new URL(bench.family.database.superuserUrl);
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
    await queryAsSuperuser(bench.family.database, `drop database ${name} with (force)`);
  }
}
