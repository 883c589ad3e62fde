import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseEntry } from '@hearthlore/audit';
import { type BundledPostgres, startBundledPostgres, withClient } from '@hearthlore/machine';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi, startApiOver } from '../../../../test/harness/api.js';
import { ApiMember, anUpload } from '../../../../test/harness/api-member.js';
import { type StoredBackup, storeBackup } from '../../../../test/harness/backup-archive.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const run = promisify(execFile);
/** The very commands that people are told. */
const [commands = '', ledgerCommands = ''] = [
  ...readFileSync(join(import.meta.dirname, '../../../../docs/restore.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs),
].map(([, block]) => block);
const ROLE_PASSWORD = 'onlyForThisSpec1';
const WORD = 'marzipanhelm';

let api: ApiUnderTest;
let backup: StoredBackup;
let tombstone: string;
let target: string;
let place: string;
let server: BundledPostgres;

beforeAll(async () => {
  api = await startApi();
  const owner = await new ApiMember(api, ada).setsUp();
  await owner.admits(ben);
  const { id } = z
    .object({ id: z.string() })
    .parse((await owner.asks('/api/v1/documents', anUpload('stairs.md', `The ${WORD} is under the stairs.`))).json());
  const state = z.object({ state: z.string() });
  while (state.parse((await owner.asks(`/api/v1/documents/${id}`)).json()).state !== 'ready') await sleep(50);
  target = mkdtempSync(join(tmpdir(), 'hearthlore-target-'));
  backup = await storeBackup(api, target);
  const member = await api.platform.accounts.findIdByEmail(ben.email);
  const [row] = await queryAsSuperuser<{ tag: string }>(
    api.database,
    `SELECT encode(erasure_tag, 'hex') AS tag FROM members WHERE id = $1`,
    [member],
  );
  const entry = { seq: 0, at: '2026-11-21T12:00:00.000Z', tag: row?.tag, reason: 'member', previous: '0'.repeat(64) };
  tombstone = `${JSON.stringify(entry)}\n`;
});

afterAll(async () => {
  await api.close();
  rmSync(target, { recursive: true, force: true });
});

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), 'hearthlore-manual-'));
  for (const folder of ['server', 'unpacked', 'data']) mkdirSync(join(place, folder));
  writeFileSync(join(place, 'identity.txt'), `${backup.identity}\n`);
  // Anybody's PostgreSQL: the database of that name is made by the commands.
  server = await startBundledPostgres({ dataDir: join(place, 'server'), database: 'other', isDurable: false });
});

afterEach(async () => {
  await server.stop();
  rmSync(place, { recursive: true, force: true });
});

/** As on a new machine: nothing in the environment but what the page names. */
function follow(block: string, ledger: string): Promise<unknown> {
  writeFileSync(join(place, 'newest.jsonl'), ledger);
  const { hostname, port, username, password } = new URL(server.superuserUrl);
  return run('bash', ['-c', block], {
    cwd: join(place, 'unpacked'),
    env: {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: decodeURIComponent(password),
      BACKUP: backup.path,
      IDENTITY: join(place, 'identity.txt'),
      LEDGER: join(place, 'newest.jsonl'),
      HEARTHLORE_DATA_DIR: join(place, 'data'),
      ROLE_PASSWORD,
    },
  });
}

const urlOf = (role: string): string => {
  const url = new URL(server.superuserUrl);
  return Object.assign(url, { username: role, password: ROLE_PASSWORD, pathname: 'hearthlore' }).href;
};

describe('a restore with age, zstd, tar and psql', () => {
  it('brings everybody back but who was erased, with what they can find', async () => {
    await follow(commands, tombstone);
    await follow(ledgerCommands, tombstone);
    expect(readFileSync(join(place, 'data', 'ledger', 'erasures.jsonl'), 'utf8')).toBe(tombstone);
    const urls = { app: urlOf('hl_app'), queue: urlOf('hl_queue') };
    const over = await startApiOver(join(place, 'data'), urls, api.masterKey);
    try {
      const signIn = async ({ email, passphrase }: typeof ada) =>
        over.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, passphrase } });
      expect((await signIn(ben)).statusCode).toBe(401);
      const { accessToken } = z.object({ accessToken: z.string() }).parse((await signIn(ada)).json());
      const found = await over.app.inject({
        method: 'POST',
        url: '/api/v1/search',
        headers: { authorization: `Bearer ${accessToken}` },
        payload: { query: WORD },
      });
      expect(found.body).toContain(`The ${WORD} is under the stairs.`);
      const head = await over.platform.audit.reports.head();
      expect(head.isIntact).toBe(true);
    } finally {
      await over.close();
    }
    const superuser = Object.assign(new URL(server.superuserUrl), { pathname: 'hearthlore' }).href;
    const entries = await withClient(superuser, async (client) => {
      const { rows } = await client.query<{ entry: string }>('SELECT entry FROM audit_entries');
      return rows.map(({ entry }) => parseEntry(entry)?.action);
    });
    expect(entries).toContain('installation.restored');
    expect(entries).not.toContain(undefined);
  });

  it.each([
    ['has a gap', () => tombstone.replace('"seq":0', '"seq":1')],
    ['was changed', () => tombstone.replace('0'.repeat(64), '1'.repeat(64))],
  ])('refuses a ledger that %s, and keeps no row', async (_, ledger) => {
    await expect(follow(commands, ledger())).rejects.toThrow(/the erasure ledger has a gap/);
    const superuser = Object.assign(new URL(server.superuserUrl), { pathname: 'hearthlore' }).href;
    const rows = await withClient(superuser, async (client) => (await client.query('SELECT id FROM members')).rows);
    expect(rows).toEqual([]);
  });
});
