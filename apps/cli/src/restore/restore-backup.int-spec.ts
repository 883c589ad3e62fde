import { hash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ACKNOWLEDGEMENT, EMPTY_HEAD } from '@hearthlore/backup';
import { loadEnv } from '@hearthlore/config';
import { encodeKeyFile } from '@hearthlore/crypto';
import { startBundledPostgres, withClient } from '@hearthlore/machine';
import { generateIdentity } from 'age-encryption';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi, startApiOver } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { MIGRATIONS, type StoredBackup, storeBackup } from '../../../../test/harness/backup-archive.js';
import { ada, ben, type Person } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import { restoreBackup, type RestoreRequest } from './restore-backup.js';
import { RestoreFolder } from './restore-folder.js';

let api: ApiUnderTest;
let backup: StoredBackup;
/** Where backups lie, as they were made. */
let made: string;
/** The place of a spec: a copy of that, and an empty data folder. */
let place: string;
let target: string;
let dataDir: string;
let file: string;
let tombstone: string;

beforeAll(async () => {
  api = await startApi();
  const owner = await new ApiMember(api, ada).setsUp();
  await owner.admits(ben);
  made = mkdtempSync(join(tmpdir(), 'hearthlore-made-'));
  await api.platform.audit.checkpoint();
  backup = await storeBackup(api, made);
  const id = await api.platform.accounts.findIdByEmail(ben.email);
  const [row] = await queryAsSuperuser<{ tag: string }>(
    api.database,
    `SELECT encode(erasure_tag, 'hex') AS tag FROM members WHERE id = $1`,
    [id],
  );
  tombstone = aTombstone(row?.tag ?? '');
});

afterAll(async () => {
  await api.close();
  rmSync(made, { recursive: true, force: true });
});

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'hearthlore-restore-'));
  [target, dataDir] = [join(place, 'target'), join(place, 'data')];
  cpSync(made, target, { recursive: true });
  mkdirSync(join(dataDir, 'secrets'), { recursive: true });
  writeFileSync(join(dataDir, 'secrets', 'master.key'), encodeKeyFile(api.masterKey), { mode: 0o400 });
  file = join(target, basename(backup.path));
  writeFileSync(join(place, 'identity'), `# created by age-keygen\n${backup.identity}\n`);
});

afterEach(() => rmSync(place, { recursive: true, force: true }));

function aTombstone(tag: string, seq = 0, previous = EMPTY_HEAD): string {
  return `${JSON.stringify({ seq, at: '2026-11-21T12:00:00.000Z', tag, reason: 'member', previous })}\n`;
}

const restore = (request: Partial<RestoreRequest> = {}) =>
  restoreBackup(
    { file, identityFile: join(place, 'identity'), ...request },
    { env: loadEnv({ HEARTHLORE_DATA_DIR: dataDir }), migrationsFolder: MIGRATIONS, tell: () => undefined },
  );

interface Restored {
  readonly signsIn: (person: Person) => Promise<number>;
  readonly ask: (text: string) => Promise<object[]>;
  readonly api: Awaited<ReturnType<typeof startApiOver>>;
}

/** Starts what was restored. */
async function using(work: (restored: Restored) => Promise<void>): Promise<void> {
  const postgres = await startBundledPostgres({ dataDir, isDurable: false });
  try {
    const url = Object.assign(new URL(postgres.superuserUrl), { pathname: 'hearthlore' }).href;
    const over = await startApiOver(dataDir, postgres.urls, api.masterKey);
    try {
      await work({
        api: over,
        signsIn: async ({ email, passphrase }) => {
          const payload = { email, passphrase };
          return (await over.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload })).statusCode;
        },
        ask: <T extends object>(text: string) => withClient(url, async (client) => (await client.query<T>(text)).rows),
      });
    } finally {
      await over.close();
    }
  } finally {
    await postgres.stop();
  }
}

const code = async (request: Partial<RestoreRequest> = {}): Promise<unknown> =>
  restore(request).then(
    () => 'restored',
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  );

describe('a restore into an empty folder', () => {
  it('brings members back, but for who was erased since, with an audit log that is whole', async () => {
    appendFileSync(join(target, 'ledger.jsonl'), tombstone);
    const report = await restore();
    expect(report).toMatchObject({ manifest: 'signed', masterKey: 'opens', erasures: 1, erasedAgain: 1 });
    expect(RestoreFolder.findUnfinished(dataDir)).toBeUndefined();
    expect(readFileSync(join(dataDir, 'ledger', 'erasures.jsonl'), 'utf8')).toBe(tombstone);
    await using(async ({ signsIn, ask, api: over }) => {
      expect([await signsIn(ada), await signsIn(ben)]).toEqual([200, 401]);
      expect(await ask('SELECT restored_at FROM installation')).toEqual([{ restored_at: null }]);
      expect(await ask(`SELECT seq FROM audit_entries WHERE entry LIKE '%installation.restored%'`)).toHaveLength(1);
      expect((await over.platform.audit.reports.head()).isIntact).toBe(true);
    });
  });

  it('works without the master key, and says what it is for', async () => {
    rmSync(join(dataDir, 'secrets', 'master.key'));
    appendFileSync(join(target, 'ledger.jsonl'), '');
    expect(await restore()).toMatchObject({ manifest: 'unchecked', masterKey: 'missing', erasedAgain: 0 });
  });

  it('refuses a folder with anything in it, and leaves it as it is', async () => {
    writeFileSync(join(dataDir, 'mine'), 'kept');
    expect(await code()).toBe('restore.folder-not-empty');
    expect(readdirSync(dataDir).toSorted()).toEqual(['mine', 'secrets']);
    rmSync(join(dataDir, 'mine'));
    writeFileSync(join(dataDir, 'secrets', 'postgres'), 'password');
    expect(await code()).toBe('restore.folder-not-empty');
  });
});

describe('a ledger with a gap', () => {
  it.each<[string, () => void]>([
    ['is missing', () => rmSync(join(target, 'ledger.jsonl'))],
    [
      'lost its beginning',
      () => writeFileSync(join(target, 'ledger.jsonl'), aTombstone('ab'.repeat(16), 1, hash('sha256', 'before'))),
    ],
  ])('refuses where it %s, and goes on when that is said in words', async (_, damage) => {
    damage();
    expect(await code()).toBe('restore.ledger-gap');
    expect(RestoreFolder.findUnfinished(dataDir)).toBe(basename(file));
    expect(await code({ acknowledge: 'yes' })).toBe('restore.ledger-gap');
    expect(await restore({ acknowledge: ACKNOWLEDGEMENT })).toMatchObject({ isGapAcknowledged: true });
    await using(async ({ ask, signsIn }) => {
      expect(await ask('SELECT kind, severity FROM incidents')).toEqual([
        { kind: 'erasure-gap', severity: 'critical' },
      ]);
      const entries = await ask(`SELECT seq FROM audit_entries WHERE entry LIKE '%restore.gap-acknowledged%'`);
      expect(entries).toHaveLength(1);
      expect(await signsIn(ada)).toBe(200);
    });
  });

  it('is known by what a newer backup says of it', async () => {
    mkdirSync(join(api.dataDir, 'ledger'), { recursive: true });
    writeFileSync(join(api.dataDir, 'ledger', 'erasures.jsonl'), tombstone);
    await storeBackup(api, target, { at: new Date(Date.now() + 60_000) });
    rmSync(join(api.dataDir, 'ledger'), { recursive: true });
    writeFileSync(join(target, 'ledger.jsonl'), '');
    expect(await code()).toBe('restore.ledger-gap');
    writeFileSync(join(place, 'newest'), tombstone);
    expect(await restore({ ledger: join(place, 'newest') })).toMatchObject({ erasedAgain: 1 });
  });
});

describe('what does not belong together', () => {
  it('is a wrong identity: nothing is made', async () => {
    writeFileSync(join(place, 'identity'), await generateIdentity());
    expect(await code()).toBe('backup.wrong-identity');
    expect(readdirSync(dataDir)).toEqual(['secrets']);
  });

  it.each<[string, string, () => void]>([
    ['a file that was changed', 'backup.manifest-swapped', () => appendFileSync(file, 'more')],
    [
      'a manifest that was changed',
      'backup.manifest-altered',
      () => {
        const note = readFileSync(`${file}.manifest`, 'utf8');
        writeFileSync(`${file}.manifest`, note.replace('"appVersion":"0.1.0"', '"appVersion":"0.9.0"'));
      },
    ],
    [
      'a file under the name of another one',
      'backup.manifest-swapped',
      () => {
        const other = join(target, 'hearthlore-20990101T000000Z-00000000.tar.zst.age');
        for (const end of ['', '.manifest']) renameSync(`${file}${end}`, `${other}${end}`);
        file = other;
      },
    ],
  ])('is %s: nobody is let in', async (_, expected, change) => {
    change();
    expect(await code()).toBe(expected);
    expect(RestoreFolder.findUnfinished(dataDir)).toBeDefined();
    expect(existsSync(join(dataDir, 'audit'))).toBe(false);
  });
});
