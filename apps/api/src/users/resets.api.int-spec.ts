import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { ApiMember } from '../../../../test/harness/api-member.js';
import { ada, ben, cleo } from '../../../../test/harness/identity.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const created = z.object({
  id: z.string(),
  token: z.string(),
  path: z.string(),
  effectiveAt: z.string(),
  expiresAt: z.string(),
});
const DAY = 86_400_000;
const NEXT = 'saddle walnut bracket ferry october';

let api: ApiUnderTest;
let owner: ApiMember;
let admin: ApiMember;
let member: ApiMember;
beforeAll(async () => {
  api = await startApi();
  owner = await new ApiMember(api, ada).setsUp();
  member = await owner.admits(ben);
  admin = await owner.admits(cleo, 'admin');
  for (const manager of [owner, admin]) await manager.stepsUp();
  await member.asks('/api/v1/chats', { method: 'POST', payload: { title: 'About the roof' } });
}, 280_000);
afterAll(() => api.close());

const resetsOf = ({ userId }: ApiMember): string => `/api/v1/users/${userId}/resets`;
const asksFor = (manager: ApiMember, whom: ApiMember, kind: string) =>
  manager.asks(resetsOf(whom), { method: 'POST', payload: { kind } });
const makes = async (manager: ApiMember, kind: string) => created.parse((await asksFor(manager, member, kind)).json());
const use = (token: string, passphrase = NEXT) =>
  api.app.inject({ method: 'POST', url: '/api/v1/resets/use', payload: { token, passphrase } });
const own = async () => (await member.asks('/api/v1/me/resets')).json<{ data: { id: string; kind: string }[] }>().data;

/** Lets the time of notice pass. */
const aWeekLater = (id: string) =>
  queryAsSuperuser(api.database, `UPDATE resets SET effective_at = effective_at - interval '7 days' WHERE id = $1`, [
    id,
  ]);
const count = async (table: string): Promise<unknown> =>
  (
    await queryAsSuperuser(api.database, `SELECT count(*)::int AS n FROM ${table} WHERE owner_id = $1`, [member.userId])
  )[0];

describe('a link for a member', { timeout: 280_000 }, () => {
  it('is made by whoever manages that member, after a step-up, and by nobody else', async () => {
    await member.stepsUp();
    expect((await asksFor(member, owner, 'recover')).json()).toMatchObject({ status: 403, code: 'auth.forbidden' });
    for (const whom of [owner, admin])
      expect((await asksFor(admin, whom, 'recover')).json()).toMatchObject({ status: 404, code: 'member.not-found' });
    const { path, token } = created.parse((await asksFor(owner, admin, 'recover')).json());
    expect(path).toBe(`/recover#${token}`);
    const hasty = await new ApiMember(api, cleo).signsIn();
    expect((await asksFor(hasty, member, 'recover')).json()).toMatchObject({ code: 'auth.step-up-required' });
    const rows = JSON.stringify(await queryAsSuperuser(api.database, 'SELECT * FROM resets'));
    expect(rows).not.toContain(token);
  });

  it('does not let the recovery key of another one through, and is not used to start empty', async () => {
    const { token } = await makes(admin, 'recover');
    const answer = await admin.asks('/api/v1/me/recovery-key', { method: 'POST' });
    const { recoveryKey } = answer.json<{ recoveryKey: string }>();
    const payload = { recoveryKey, passphrase: NEXT, resetToken: token };
    const recovered = await api.app.inject({ method: 'POST', url: '/api/v1/auth/recover', payload });
    expect(recovered.json()).toMatchObject({ status: 422, code: 'recovery-key.wrong' });
    expect((await use(token)).json()).toMatchObject({ status: 404, code: 'reset.not-found' });
  });

  it('that starts empty waits a week, in which the member is told and can say no', async () => {
    const { id, token, effectiveAt, path } = await makes(admin, 'start-empty');
    expect(path).toBe(`/start-empty#${token}`);
    expect(Date.parse(effectiveAt) - Date.now()).toBeGreaterThan(7 * DAY - 600_000);
    expect((await use(token)).json()).toMatchObject({ status: 403, code: 'reset.not-yet', effectiveAt });
    expect((await member.asks('/api/v1/me/notices')).body).toContain('start-empty-scheduled');
    expect((await own()).map((reset) => reset.id)).toContain(id);
    expect((await member.asks(`/api/v1/me/resets/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
    await aWeekLater(id);
    expect((await use(token)).json()).toMatchObject({ status: 404, code: 'reset.not-found' });
  });

  it('that starts empty is off when the member signs in', async () => {
    const { token, id } = await makes(admin, 'start-empty');
    await aWeekLater(id);
    await new ApiMember(api, ben).signsIn();
    expect((await use(token)).json()).toMatchObject({ code: 'reset.not-found' });
    expect((await own()).filter(({ kind }) => kind === 'start-empty')).toEqual([]);
  });

  it('that starts empty is off when the member only goes on with a session', async () => {
    const { token, id } = await makes(admin, 'start-empty');
    await aWeekLater(id);
    const { email, passphrase } = ben;
    const signedIn = await api.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email, passphrase },
    });
    const another = await makes(admin, 'start-empty');
    const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0] ?? '';
    const headers = { cookie, 'x-hearthlore-client': '1' };
    const refreshed = await api.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', headers });
    expect(refreshed.statusCode).toBe(200);
    for (const one of [token, another.token])
      expect((await use(one)).json()).toMatchObject({ code: 'reset.not-found' });
  });

  it('is worth nothing once whoever made it could not make it any more', async () => {
    const { id, token } = await makes(admin, 'start-empty');
    await aWeekLater(id);
    const becomes = (role: string) =>
      owner.asks(`/api/v1/users/${admin.userId}`, { method: 'PATCH', payload: { role } });
    expect((await becomes('member')).statusCode).toBe(200);
    expect((await use(token)).json()).toMatchObject({ status: 404, code: 'reset.not-found' });
    expect((await becomes('admin')).statusCode).toBe(200);
    expect((await owner.asks(`${resetsOf(member)}/${id}`, { method: 'DELETE' })).statusCode).toBe(204);
  });

  it('is withdrawn by a manager', async () => {
    const { id } = await makes(admin, 'start-empty');
    const path = `${resetsOf(member)}/${id}`;
    expect((await admin.asks(path, { method: 'DELETE' })).statusCode).toBe(204);
    expect((await admin.asks(path, { method: 'DELETE' })).json()).toMatchObject({ code: 'reset.not-found' });
  });
});

describe('starting empty', { timeout: 280_000 }, () => {
  it('gives up all that was sealed, once, and lets the member in with other keys', async () => {
    await member.makesKey(['chat']);
    const { id, token } = await makes(admin, 'start-empty');
    await aWeekLater(id);
    const look = { method: 'POST', url: '/api/v1/resets/look', payload: { token } } as const;
    expect((await api.app.inject(look)).json()).toMatchObject({ id, kind: 'start-empty' });

    const [first, second] = await Promise.all([use(token), use(token)]);
    expect([first.statusCode, second.statusCode].sort((a, b) => a - b)).toEqual([200, 404]);
    expect((await member.asks('/api/v1/me')).statusCode).toBe(401);
    for (const table of ['conversations', 'documents', 'api_keys', 'passkeys', 'resets', 'ingest_box'])
      expect(await count(table)).toEqual({ n: 0 });
    expect(await count('record_sets')).toEqual({ n: 3 });

    const login = (passphrase: string) =>
      api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email: ben.email, passphrase } });
    expect((await login(ben.passphrase)).statusCode).toBe(401);
    const again = await new ApiMember(api, { ...ben, passphrase: NEXT }).signsIn();
    expect((await again.asks('/api/v1/chats')).json()).toMatchObject({ data: [] });
    expect((await again.asks('/api/v1/me')).json()).toMatchObject({ name: ben.name, email: ben.email });
    expect((await use(token)).json()).toMatchObject({ code: 'reset.not-found' });
  });
});
