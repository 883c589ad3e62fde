import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoteSigner, NoteVerifier } from '@hearthlore/audit';
import { BackupJob, BackupSettings, DrizzleBackupRegister, manifestSignerName, readManifest } from '@hearthlore/backup';
import { Secret } from '@hearthlore/config';
import { createPool, MaintenanceTransactions, openDatabase } from '@hearthlore/database';
import { newId, SystemClock, type BackupId } from '@hearthlore/kernel';
import { withClient } from '@hearthlore/machine';
import { Logger } from '@nestjs/common';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';
import type { BackupDto, BackupListDto } from './backup.dto.js';

let api: ApiUnderTest;
let pool: pg.Pool;
let folder: string;
let owner: string;
let admin: string;
let recipient: string;

const send = (method: 'GET' | 'POST', path: string, token: string, payload?: object) =>
  api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  });
const post = (path: string, token: string, payload?: object) => send('POST', path, token, payload);
const get = (path: string, token: string) => send('GET', path, token);

async function tokenOf(answer: ReturnType<typeof post>): Promise<string> {
  return (await answer).json<{ accessToken: string }>().accessToken;
}

beforeAll(async () => {
  Logger.overrideLogger(false);
  folder = mkdtempSync(join(tmpdir(), 'hearthlore-backups-'));
  recipient = await identityToRecipient(await generateX25519Identity());
  api = await startApi({ HEARTHLORE_BACKUP_TARGET: `file://${folder}`, HEARTHLORE_BACKUP_RECIPIENTS: recipient });
  pool = createPool(new Secret(api.database.urls.jobs), { max: 2, name: 'int-spec' });
  owner = await tokenOf(post('/setup', '', { code: api.setupCode, ...ada }));
  const invite = (await post('/invites', owner, { role: 'admin' })).json<{ id: string; token: string }>();
  await post('/invites/accept', '', { token: invite.token, ...ben });
  await post(`/invites/${invite.id}/confirm`, owner, {});
  admin = await tokenOf(post('/auth/login', '', { email: ben.email, passphrase: ben.passphrase }));
});
afterAll(async () => {
  await pool.end();
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the worker would do. Its key is another one: the verifier of the spec goes with it. */
async function aWorker(): Promise<BackupJob> {
  const register = new DrizzleBackupRegister(new MaintenanceTransactions(openDatabase(pool)));
  const installationId = await register.installationId();
  return new BackupJob({
    register,
    settings: BackupSettings.read(api.platform.env),
    clock: new SystemClock(),
    isClockSteady: () => Promise.resolve(true),
    signer: new NoteSigner(manifestSignerName(installationId), new Uint8Array(32).fill(1)),
    source: {
      databaseUrl: new Secret(api.database.urls.backup),
      migrationsFolder: join(import.meta.dirname, '../../../../libs/database/migrations'),
      ledgerFile: join(folder, '.none'),
      checkpointFile: join(folder, '.none'),
      installationId,
      appVersion: '0.1.0',
    },
  });
}

describe('backups', () => {
  it('are asked for, shown while they are made, and fetched by the owner alone, who has to be there', async () => {
    const before = (await get('/admin/backups', owner)).json<BackupListDto>();
    expect(before).toMatchObject({
      data: [],
      lastGoodAt: null,
      settings: { isConfigured: true, target: 'folder', isAppendOnly: false, keep: { last: 3, maxDays: 35 } },
    });
    expect(before.settings.recipients).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(JSON.stringify(before)).not.toContain(recipient);

    const asked = await post('/admin/backups', admin);
    expect(asked.statusCode).toBe(202);
    const { id } = asked.json<BackupDto & { id: BackupId }>();
    expect((await get(`/admin/backups/${id}`, admin)).json()).toMatchObject({ state: 'active', step: 'waiting' });
    expect((await post('/admin/backups', owner)).json()).toMatchObject({ status: 409, code: 'backup.running' });
    expect((await get(`/admin/backups/${id}/manifest`, owner)).json()).toMatchObject({ code: 'backup.file-missing' });
    expect((await post(`/admin/backups/${id}/verify`, owner)).statusCode).toBe(404);

    await (await aWorker()).create(id, 'manager');
    const made = (await get(`/admin/backups/${id}`, admin)).json<BackupDto>();
    expect(made).toMatchObject({ state: 'completed', verification: 'good', trigger: 'manager' });
    expect((await get('/admin/backups', admin)).json<BackupListDto>().lastGoodAt).toBe(made.startedAt);

    expect((await get(`/admin/backups/${id}/content`, admin)).json()).toMatchObject({ status: 403 });
    expect((await get(`/admin/backups/${id}/content`, owner)).json()).toMatchObject({ code: 'auth.step-up-required' });
    await post('/me/step-up', owner, { passphrase: ada.passphrase });
    const content = await get(`/admin/backups/${id}/content`, owner);
    expect(content.statusCode).toBe(200);
    expect(content.headers['content-disposition']).toBe(`attachment; filename="${made.file}"`);
    expect(content.rawPayload.equals(readFileSync(join(folder, made.file ?? '')))).toBe(true);
    expect(content.rawPayload.subarray(0, 21).toString()).toBe('age-encryption.org/v1');

    const manifest = await get(`/admin/backups/${id}/manifest`, admin);
    expect(manifest.headers['content-type']).toBe('text/plain; charset=utf-8');
    const verifier = NoteVerifier.parse(before.settings.verifierKey);
    expect(readManifest(manifest.body, verifier ?? expect.unreachable()).manifest).toMatchObject({ file: made.file });
    expect((await post(`/admin/backups/${id}/verify`, admin)).statusCode).toBe(202);
    const actions = (await get('/admin/audit', owner)).json<{ data: { action: string }[] }>().data;
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['backup.requested', 'backup.downloaded']),
    );
  });

  it('are asked for by their id, and one that is not there is not there', async () => {
    for (const path of ['', '/content', '/manifest'])
      expect((await get(`/admin/backups/${newId()}${path}`, owner)).json()).toMatchObject({ code: 'backup.not-found' });
    expect((await get('/admin/backups/no-id', owner)).json()).toMatchObject({ code: 'backup.not-found' });
  });

  it('that are being taken hold back an upload, and nothing that is read', async () => {
    const fence = (until: string) => queryAsSuperuser(api.database, `update installation set fenced_until = ${until}`);
    await fence(`now() + interval '20 seconds'`);
    const boundary = 'x';
    const payload = [
      `--${boundary}`,
      'content-disposition: form-data; name="file"; filename="a.md"',
      'content-type: text/markdown',
      '',
      '# Something',
      `--${boundary}--`,
      '',
    ].join('\r\n');
    let isDone = false;
    const upload = api.app
      .inject({
        method: 'POST',
        url: '/api/v1/documents',
        headers: { authorization: `Bearer ${owner}`, 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload,
      })
      .then((answer) => {
        isDone = true;
        return answer;
      });
    expect((await get('/documents', owner)).statusCode).toBe(200);
    expect(isDone).toBe(false);
    await fence('null');
    expect((await upload).statusCode).toBe(202);
  });

  it('need a target and somebody who could open them', async () => {
    const bare = await startApi();
    const token = (
      await bare.app.inject({ method: 'POST', url: '/api/v1/setup', payload: { code: bare.setupCode, ...ada } })
    ).json<{ accessToken: string }>().accessToken;
    const headers = { authorization: `Bearer ${token}` };
    const list = await bare.app.inject({ url: '/api/v1/admin/backups', headers });
    expect(list.json()).toMatchObject({ settings: { isConfigured: false, target: null, recipients: [] } });
    const asked = await bare.app.inject({ method: 'POST', url: '/api/v1/admin/backups', headers });
    expect(asked.json()).toMatchObject({ status: 409, code: 'backup.not-configured' });
    await bare.close();
  });

  it('cannot be made up by who serves managers: a file that is named there is removed as what a cut run left', async () => {
    const [manager] = await queryAsSuperuser<{ id: string }>(
      api.database,
      `select id from members where role = 'owner'`,
    );
    const made = (values: string): Promise<unknown> =>
      withClient(api.database.urls.app, async (client) => {
        await client.query(`select set_config('app.user_id', $1, false)`, [manager?.id]);
        await client.query(
          `insert into backups (id, state, trigger, started_at, ${values.split('=')[0]})
             values (gen_random_uuid(), 'active', 'manager', now(), ${values.split('=')[1]})`,
        );
      });
    for (const value of [`file='hearthlore-good.tar.zst.age'`, `verification='good'`, 'finished_at=now()'])
      await expect(made(value)).rejects.toThrow(/row-level security/);
  });
});
