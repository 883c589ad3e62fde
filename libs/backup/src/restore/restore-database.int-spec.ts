import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { migrateUpTo, readSchemaScript, schemaVersions } from '@hearthlore/database';
import {
  ensureDatabase,
  ensureSchemas,
  startBundledPostgres,
  type BundledPostgres,
  withClient,
} from '@hearthlore/machine';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateIdentity } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveOf, MIGRATIONS, type TestArchive } from '../../../../test/harness/backup-archive.js';
import { insertMember, openAsApi, type OwnedDatabase } from '../../../../test/harness/members.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { openArchive } from './archive-reader.js';
import { restoreDatabase, type RestoreTarget } from './restore-database.js';

let source: OwnedDatabase;
let server: BundledPostgres;
let folder: string;
let archive: TestArchive;
let instance: string;

beforeAll(async () => {
  source = await openAsApi();
  for (let count = 0; count < 3; count += 1) await insertMember(source.transactions);
  const [row] = await queryAsSuperuser<{ id: string }>(source.database, 'SELECT id FROM installation');
  instance = row?.id ?? '';
  archive = await archiveOf(source.database, { instance });
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-restore-'));
  server = await startBundledPostgres({ dataDir: folder, isDurable: false });
});

afterAll(async () => {
  await server.stop();
  await source.close();
  rmSync(folder, { recursive: true, force: true });
});

/** An empty database, as a first start makes it. */
async function anEmptyTarget(): Promise<RestoreTarget> {
  const name = `restored_${randomBytes(6).toString('hex')}`;
  await withClient(server.superuserUrl, (client) => ensureDatabase(client, name));
  const inside = (url: string): string => Object.assign(new URL(url), { pathname: name }).href;
  await withClient(inside(server.superuserUrl), ensureSchemas);
  return {
    superuserUrl: inside(server.superuserUrl),
    ownerUrl: inside(server.urls.owner),
    migrationsFolder: MIGRATIONS,
  };
}

const ask = <T extends object>(target: RestoreTarget, text: string): Promise<T[]> =>
  withClient(target.superuserUrl, async (client) => (await client.query<T>(text)).rows);

const opened = (bytes: Uint8Array, identity = archive.identity): Readable =>
  openArchive(Readable.from(pieces(bytes)), [identity]);

/** As a file arrives. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_000) yield bytes.subarray(at, at + 65_000);
}

const tablesOf = (target: RestoreTarget): Promise<object[]> =>
  ask(target, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);

describe('a restored database', () => {
  it('has every row that was there, shut until erasures are repeated', async () => {
    const target = await anEmptyTarget();
    const restored = await restoreDatabase(opened(archive.bytes), target);
    expect(restored.rows.get('members')).toBe(3);
    expect(await ask(target, 'SELECT id, erasure_tag FROM members ORDER BY id')).toEqual(
      await queryAsSuperuser(source.database, 'SELECT id, erasure_tag FROM members ORDER BY id'),
    );
    expect(await ask(target, 'SELECT id, restored_at IS NOT NULL AS shut FROM installation')).toEqual([
      { id: instance, shut: true },
    ]);
    expect(await ask(target, 'SELECT count(*)::int AS migrations FROM migrations.__drizzle_migrations')).toEqual([
      { migrations: schemaVersions(MIGRATIONS).length },
    ]);
  });

  it('has the constraints of a live one', async () => {
    const target = await anEmptyTarget();
    await restoreDatabase(opened(archive.bytes), target);
    await expect(
      ask(target, `INSERT INTO member_retention (owner_id, kind, days) VALUES (gen_random_uuid(), 'documents', 1)`),
    ).rejects.toThrow(/foreign key/);
  });
});

describe('nothing is kept of an archive', () => {
  /** @returns Why it was refused, and what is there after that. */
  const refused = async (bytes: Uint8Array, identity?: string) => {
    const target = await anEmptyTarget();
    const error: unknown = await restoreDatabase(opened(bytes, identity), target).catch((reason: unknown) => reason);
    const tables = await tablesOf(target);
    const members = tables.length === 0 ? [] : await ask(target, 'SELECT id FROM members');
    return { error, tables: tables.length, members: members.length };
  };
  const damaged = { error: { code: 'backup.damaged' }, members: 0 };

  it('that the identity does not open: not a table is made', async () => {
    const found = await refused(archive.bytes, await generateIdentity());
    expect(found).toMatchObject({ error: { code: 'backup.wrong-identity' }, tables: 0 });
  });

  it.each([0, 100, 300, 0.5, -20, -1])('that was cut short at %d', async (at) => {
    const end = at < 0 ? archive.bytes.length + at : at === 0.5 ? archive.bytes.length >> 1 : at;
    expect(await refused(archive.bytes.subarray(0, end))).toMatchObject(damaged);
  });

  it('that was changed anywhere behind what says for whom it is', async () => {
    for (const at of [400, archive.bytes.length >> 1, archive.bytes.length - 1]) {
      const flipped = Buffer.from(archive.bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(await refused(flipped)).toMatchObject(damaged);
    }
  });

  it('that something follows', async () => {
    expect(await refused(Buffer.concat([archive.bytes, Buffer.from('more')]))).toMatchObject(damaged);
  });
});

describe('a schema', () => {
  it('that is older is loaded as it was, and migrated', async () => {
    const older = await anEmptyTarget();
    const count = schemaVersions(MIGRATIONS).length - 1;
    await migrateUpTo(older.ownerUrl, MIGRATIONS, count);
    const script = readSchemaScript(MIGRATIONS);
    const newest = schemaVersions(MIGRATIONS)[count - 1]?.newest ?? '';
    const backup = Object.assign(new URL(server.urls.backup), { pathname: new URL(older.ownerUrl).pathname }).href;
    const { bytes, identity } = await archiveOf(
      { urls: { backup } },
      { instance, schema: { ...script, migrations: count, newest } },
    );
    const target = await anEmptyTarget();
    const restored = await restoreDatabase(opened(bytes, identity), target);
    expect(restored.manifest.schema.migrations).toBe(count);
    expect(await ask(target, 'SELECT count(*)::int AS migrations FROM migrations.__drizzle_migrations')).toEqual([
      { migrations: count + 1 },
    ]);
  });

  it.each([
    ['newer than the program', 1, 'backup.schema-too-new'],
    ['of another program', 0, 'backup.schema-unknown'],
  ])('that is %s is refused before anything is made', async (_, more, code) => {
    const script = readSchemaScript(MIGRATIONS);
    const schema = { ...script, migrations: script.migrations + more, newest: '0'.repeat(64) };
    const { bytes, identity } = await archiveOf(source.database, { instance, schema });
    const target = await anEmptyTarget();
    await expect(restoreDatabase(opened(bytes, identity), target)).rejects.toMatchObject({ code });
    expect(await tablesOf(target)).toEqual([]);
  });
});
