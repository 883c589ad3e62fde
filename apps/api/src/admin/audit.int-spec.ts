import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportLineSchema, LogVerification } from '@hearthlore/audit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import type { ActivityDto, AuditHeadDto, AuditListDto } from './audit.dto.js';

let api: ApiUnderTest;
let owner: string;
let member: string;

const post = async (url: string, payload: object, token?: string) =>
  api.app.inject({ method: 'POST', url, payload, ...(token && { headers: { authorization: `Bearer ${token}` } }) });
const get = (path: string, token: string) =>
  api.app.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } });
const tokenOf = (answer: Awaited<ReturnType<typeof post>>): string =>
  answer.json<{ accessToken: string }>().accessToken;

beforeAll(async () => {
  api = await startApi();
  owner = tokenOf(await post('/api/v1/setup', { code: api.setupCode, ...ada }));
  const invite = (await post('/api/v1/invites', { role: 'member' }, owner)).json<{ id: string; token: string }>();
  await post('/api/v1/invites/accept', { token: invite.token, ...ben });
  await post(`/api/v1/invites/${invite.id}/confirm`, {}, owner);
  const { email, passphrase } = ben;
  member = tokenOf(await post('/api/v1/auth/login', { email, passphrase }));
});
afterAll(() => api.close());

describe('the audit log of the family', () => {
  it('is listed for who manages it, and for nobody else', async () => {
    const { data, ownTag } = (await get('/admin/audit', owner)).json<AuditListDto>();
    expect(data.length).toBeGreaterThan(1);
    expect(data.map(({ seq }) => seq)).toEqual([...data.keys()].reverse());
    expect(data.some(({ actor }) => actor === ownTag)).toBe(true);
    const first = (await get('/admin/audit?limit=1', owner)).json<AuditListDto>();
    const second = (await get(`/admin/audit?limit=1&cursor=${first.nextCursor}`, owner)).json<AuditListDto>();
    expect(second.data[0]?.seq).toBe((first.data[0]?.seq ?? 0) - 1);
    const started = (await get('/admin/audit?action=session.started', owner)).json<AuditListDto>().data;
    expect(new Set(started.map(({ action }) => action))).toEqual(new Set(['session.started']));
    for (const path of ['/admin/audit', '/admin/audit/checkpoint', '/admin/audit/export'])
      expect((await get(path, member)).statusCode).toBe(403);
    for (const query of ['limit=0', 'limit=201', 'cursor=x', 'action=no.such', 'more=1'])
      expect((await get(`/admin/audit?${query}`, owner)).statusCode).toBe(400);
  });

  it('names nobody', async () => {
    const text = (await get('/admin/audit/export', owner)).body;
    const ids = (await get('/users', owner)).json<{ data: { id: string }[] }>().data.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(1);
    for (const name of [...ids, ada.email, ben.email, ada.name, ben.name, '127.0.0.1'])
      expect(text).not.toContain(name);
  });

  it('is exported whole, verifies, and tells that it was exported', async () => {
    const answer = await get('/admin/audit/export', owner);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const verification = new LogVerification();
    for (const line of answer.body.trimEnd().split('\n')) verification.add(exportLineSchema.parse(JSON.parse(line)));
    expect(verification.finish()).toMatchObject({ isWhole: true });
    const { data } = (await get('/admin/audit?limit=1', owner)).json<AuditListDto>();
    expect(data[0]).toMatchObject({ action: 'audit.exported', result: 'ok' });
  });

  it('has its checkpoints in a file as well, for the server’s user alone', async () => {
    await api.platform.audit.checkpoint();
    const head = (await get('/admin/audit/checkpoint', owner)).json<AuditHeadDto>();
    expect(head).toMatchObject({ size: head.checkpointSize, isIntact: true });
    expect(head.verifierKey).toMatch(/^hearthlore\/audit\/[0-9a-f-]{36}\+[0-9a-f]{8}\+/);
    const file = join(api.platform.env.HEARTHLORE_DATA_DIR, 'audit', 'checkpoints');
    expect(readFileSync(file, 'utf8').endsWith(head.checkpoint ?? 'none')).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe('a member’s activity', () => {
  it('is their own, with a checkpoint to keep', async () => {
    await api.platform.audit.checkpoint();
    const { data, ownTag, log } = (await get('/me/activity', member)).json<ActivityDto>();
    expect(data.map(({ action }) => action)).toContain('session.started');
    for (const { actor, object } of data) expect([actor, object]).toContain(ownTag);
    expect(log.checkpoint).toContain(`\n${log.checkpointSize}\n`);
    const others = (await get('/me/activity', owner)).json<ActivityDto>();
    expect(others.ownTag).not.toBe(ownTag);
    const page = (await get('/me/activity?limit=1', owner)).json<ActivityDto>();
    expect(page.nextCursor).toBe(String(page.data[0]?.seq));
  });
});
