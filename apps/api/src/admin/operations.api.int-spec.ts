import { Secret } from '@hearthlore/config';
import { AppError } from '@hearthlore/kernel';
import { PostgresQueues, QueueSchedules, QueueWorker } from '@hearthlore/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ada, ben } from '../../../../test/harness/identity.js';
import type { IncidentDto, IncidentListDto } from './incidents.dto.js';
import type { OverviewDto } from './overview.dto.js';
import type { DeadLetterListDto, QueueListDto } from './queues.dto.js';
import type { RunbookListDto, SystemDto } from './system.dto.js';

const CANARY = 'ada-was-here';

let api: ApiUnderTest;
let backend: PostgresQueues;
let owner: string;
let member: string;
let recoveryKey: string;

const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, token?: string, payload?: object) =>
  api.app.inject({
    method,
    url: `/api/v1${path}`,
    ...(payload && { payload }),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
const signIn = async ({ email, passphrase }: typeof ada) =>
  ask('POST', '/auth/login', undefined, { email, passphrase });
const tokenOf = (answer: Awaited<ReturnType<typeof ask>>): string => answer.json<{ accessToken: string }>().accessToken;

beforeAll(async () => {
  api = await startApi({ HEARTHLORE_LLM_URL: `http://somebody:${CANARY}@127.0.0.1:9`, TZ: 'Europe/Berlin' });
  backend = new PostgresQueues(new Secret(api.database.urls.queue));
  owner = tokenOf(await ask('POST', '/setup', undefined, { code: api.setupCode, ...ada }));
  const invite = (await ask('POST', '/invites', owner, { role: 'member' })).json<{ id: string; token: string }>();
  const accepted = await ask('POST', '/invites/accept', undefined, { token: invite.token, ...ben });
  recoveryKey = accepted.json<{ recoveryKey: string }>().recoveryKey;
  await ask('POST', `/invites/${invite.id}/confirm`, owner, {});
  member = tokenOf(await signIn(ben));
});
afterAll(() => api.close());

class BrokenDrillError extends AppError {
  readonly kind = 'unprocessable';
  readonly code = 'drill.broken';
}

describe('the queues', () => {
  it('are shown with their schedules, and every switch of them is there', async () => {
    await new QueueSchedules(backend, 'Europe/Berlin').keep('sweep', (error) => expect.unreachable(error.message));
    const list = (await ask('GET', '/admin/queues', owner)).json<QueueListDto>();
    expect(list.data.map(({ name }) => name)).toEqual(['retention', 'erasure', 'backup', 'drill', 'sweep', 'notify']);
    expect(list.schedules.find(({ key }) => key === 'sweep')).toMatchObject({
      pattern: '35 * * * *',
      timeZone: 'Europe/Berlin',
      nextAt: expect.stringMatching(/:35:00\.000Z$/),
      last: null,
    });
    expect((await ask('POST', '/admin/queues/sweep/pause', owner)).statusCode).toBe(200);
    const paused = (await ask('GET', '/admin/queues', owner)).json<QueueListDto>();
    expect(paused.data.find(({ name }) => name === 'sweep')?.isPaused).toBe(true);
    expect((await ask('POST', '/admin/queues/sweep/resume', owner)).statusCode).toBe(200);
    expect((await ask('POST', '/admin/queues/schedules/sweep/run', owner)).statusCode).toBe(202);
    expect((await ask('POST', '/admin/queues/no-such/pause', owner)).json()).toMatchObject({ code: 'queue.not-found' });
    expect((await ask('POST', '/admin/queues/schedules/none/run', owner)).json()).toMatchObject({
      code: 'schedule.not-found',
    });
  });

  it('show of what failed its code alone, and try it again or forget it', async () => {
    let runs = 0;
    const fail = async (): Promise<never> => {
      runs += 1;
      throw new BrokenDrillError(CANARY, { cause: new Error(CANARY) });
    };
    const worker = new QueueWorker(
      backend,
      'drill',
      { run: fail, 'run-scheduled': fail },
      { onFailure: () => undefined },
    );
    try {
      await ask('POST', '/admin/queues/schedules/drill/run', owner);
      const letters = async () =>
        (await ask('GET', '/admin/queues/drill/failed', owner)).json<DeadLetterListDto>().data;
      await expect.poll(letters).toHaveLength(1);
      expect(await letters()).toMatchObject([{ name: 'run-scheduled', code: 'drill.broken', attempts: 1 }]);
      expect(JSON.stringify(await letters())).not.toContain(CANARY);
      expect((await ask('POST', '/admin/queues/drill/retry', owner)).json()).toEqual({ jobs: 1 });
      await expect.poll(() => runs).toBe(2);
      await expect.poll(letters).toHaveLength(1);
      await api.platform.operations.watch.look();
      const incidents = (await ask('GET', '/admin/incidents', owner)).json<IncidentListDto>().data;
      expect(incidents).toMatchObject([{ kind: 'dead-letters', severity: 'medium', source: 'program' }]);
      expect((await ask('POST', '/admin/queues/drill/clear', owner)).json()).toEqual({ jobs: 1 });
      expect(await letters()).toEqual([]);
    } finally {
      await worker.close();
    }
  });
});

describe('incidents', () => {
  it('are opened, acknowledged and closed, once each', async () => {
    const opened = await ask('POST', '/admin/incidents', owner, { kind: 'lost-device', severity: 'high' });
    expect(opened.statusCode).toBe(201);
    const { id } = opened.json<IncidentDto>();
    const change = async (word: string) => ask('PATCH', `/admin/incidents/${id}`, owner, { change: word });
    expect((await change('acknowledge')).json<IncidentDto>().acknowledgedAt).not.toBeNull();
    expect((await change('close')).json<IncidentDto>().closedAt).not.toBeNull();
    expect((await change('acknowledge')).json()).toMatchObject({ status: 409, code: 'incident.closed' });
    expect((await change('forget')).statusCode).toBe(400);
  });

  it('are noticed once while they stand open', async () => {
    const { incidents } = api.platform.operations;
    const both = await Promise.all([incidents.notice('audit-broken'), incidents.notice('audit-broken')]);
    expect(both.toSorted()).toEqual([false, true]);
  });
});

it('an old refresh token that comes back is an incident', async () => {
  const cookieOf = (answer: Awaited<ReturnType<typeof ask>>): string =>
    String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
  const refresh = async (cookie: string) =>
    api.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', headers: { cookie, 'x-hearthlore-client': '1' } });
  const first = cookieOf(await signIn(ben));
  const second = cookieOf(await refresh(first));
  await refresh(second);
  expect((await refresh(first)).statusCode).toBe(401);
  const { data } = (await ask('GET', '/admin/incidents', owner)).json<IncidentListDto>();
  expect(data).toContainEqual(expect.objectContaining({ kind: 'session-reuse', severity: 'high', source: 'program' }));
});

describe('the first page and the papers', () => {
  it('count, and tell nothing of what members keep', async () => {
    const overview = (await ask('GET', '/admin/overview', owner)).json<OverviewDto>();
    expect(overview).toMatchObject({
      users: { total: 2, active: 2 },
      documents: { total: 0 },
      backup: { lastGoodAt: null, isConfigured: false },
      warnings: expect.not.arrayContaining(['backup-overdue']),
    });
    expect(overview.disk.freeBytes).toBeGreaterThan(0);
  });

  it('name what the environment fixes and whom it talks to, without a credential', async () => {
    const answer = await ask('GET', '/admin/system', owner);
    const system = answer.json<SystemDto>();
    expect(system.settings.map(({ name }) => name)).toContain('HEARTHLORE_SETUP_CODE');
    expect(system.settings.find(({ name }) => name === 'HEARTHLORE_SETUP_CODE')).toMatchObject({ value: null });
    expect(system.hosts).toEqual([{ purpose: 'language-model', host: '127.0.0.1', isLocal: true }]);
    expect(answer.body).not.toContain(CANARY);
    expect(answer.body).not.toContain(api.setupCode);
    const download = await ask('GET', '/admin/system/diagnostics', owner);
    expect(Object.keys(download.json<object>())).toEqual(system.diagnostics);
    for (const secret of [CANARY, api.setupCode, ada.email, '127.0.0.1']) expect(download.body).not.toContain(secret);
    const texts = (await ask('GET', '/admin/system/runbooks', owner)).json<RunbookListDto>().data;
    expect(texts.map(({ key }) => key)).toEqual(['breach-notice', 'record-of-processing', 'retention-table']);
    for (const { text } of texts) expect(text).not.toContain(CANARY);
  });
});

it('a member is refused all of it', async () => {
  for (const path of ['/queues', '/queues/sweep/failed', '/incidents', '/overview', '/system/runbooks', '/lockdown'])
    expect({ path, status: (await ask('GET', `/admin${path}`, member)).statusCode }).toEqual({ path, status: 403 });
});

describe('the lockdown', () => {
  const lock = async (token: string) => ask('POST', '/admin/lockdown', token);
  const unlock = async (token: string) => ask('DELETE', '/admin/lockdown', token);
  const stepUp = async (token: string, passphrase: string) => ask('POST', '/me/step-up', token, { passphrase });

  it('asks for a proof first', async () => {
    expect((await lock(owner)).json()).toMatchObject({ code: 'auth.step-up-required' });
  });

  it('signs everybody out, lets managers in alone, and shuts what members do', async () => {
    await stepUp(owner, ada.passphrase);
    const begun = await lock(owner);
    expect(begun.json()).toMatchObject({ since: expect.any(String), endedSessions: expect.any(Number) });
    expect(api.platform.keys.holders).toEqual([]);
    for (const token of [owner, member]) expect((await ask('GET', '/me', token)).statusCode).toBe(401);
    expect((await signIn(ben)).json()).toMatchObject({ status: 503, code: 'maintenance' });
    // Nor does the way back change an account that is not let in then: its new key would never be shown.
    const wayBack = { recoveryKey, passphrase: 'gravel sonnet falcon mitten stone' };
    expect((await ask('POST', '/auth/recover', undefined, wayBack)).json()).toMatchObject({ code: 'maintenance' });

    const inside = tokenOf(await signIn(ada));
    expect((await ask('GET', '/me', inside)).statusCode).toBe(200);
    expect((await ask('GET', '/admin/lockdown', inside)).json()).toMatchObject({ since: expect.any(String) });
    for (const [method, path] of [
      ['GET', '/documents'],
      ['POST', '/documents'],
      ['POST', '/search'],
      ['GET', '/chats'],
      ['POST', '/chats'],
      ['POST', '/invites/accept'],
      ['POST', '/resets/use'],
    ] as const)
      expect({ path, ...(await ask(method, path, inside, {})).json<object>() }).toMatchObject({
        path,
        status: 503,
        code: 'maintenance',
      });

    expect((await unlock(inside)).json()).toMatchObject({ code: 'auth.step-up-required' });
    await stepUp(inside, ada.passphrase);
    expect((await unlock(inside)).json()).toEqual({ since: null });
    expect((await signIn(ben)).statusCode).toBe(200);
    expect((await ask('POST', '/auth/recover', undefined, wayBack)).statusCode).toBe(200);
    expect((await ask('GET', '/documents', inside)).statusCode).toBe(200);
  });
});
