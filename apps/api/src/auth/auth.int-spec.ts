import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';

const passphrase = 'obsessive unwound diminish carrot lapel';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const post = (url: string, payload: object) => api.app.inject({ method: 'POST', url: `/api/v1/${url}`, payload });

it('takes an address with spaces around it, at set-up and at sign-in', async () => {
  const person = { name: 'Anna', email: '  Anna@Example.org ', passphrase };
  const setUp = await post('setup', { code: api.setupCode, ...person });
  expect(setUp.statusCode).toBe(201);
  expect(setUp.json()).toMatchObject({ user: { email: 'Anna@Example.org', role: 'owner' } });
  expect((await post('auth/login', { email: ' anna@example.org', passphrase })).statusCode).toBe(200);
});

it('keeps the refresh token to the cookie, out of reach of scripts and other sites', async () => {
  const login = await post('auth/login', { email: 'anna@example.org', passphrase });
  const cookie = String(login.headers['set-cookie']);
  expect(cookie).toMatch(/^__Host-hearthlore=hl_rt1_[^;]+;/);
  for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag);
  expect(login.body).not.toContain('hl_rt1_');
});

it('has the browser forget the session with its own end where that is wanted, also after a refresh', async () => {
  const sessionCookie = (headers: { 'set-cookie'?: string | string[] | undefined }): string =>
    [headers['set-cookie']].flat().find((one) => one?.startsWith('__Host-hearthlore=')) ?? '';
  const signIn = async (remember?: boolean) =>
    sessionCookie((await post('auth/login', { email: 'anna@example.org', passphrase, remember })).headers);
  expect(await signIn()).toMatch(/; Max-Age=\d+/);
  expect(await signIn(true)).toMatch(/; Max-Age=\d+/);

  let cookie = await signIn(false);
  for (let round = 0; round < 2; round += 1) {
    expect(cookie).toContain('HttpOnly');
    expect(cookie).not.toMatch(/Max-Age|Expires/i);
    const headers = { cookie: cookie.split(';')[0] ?? '', 'x-hearthlore-client': '1' };
    // oxlint-disable-next-line no-await-in-loop -- each refresh needs the cookie of the one before
    const refreshed = await api.app.inject({ method: 'POST', url: '/api/v1/auth/refresh', headers });
    expect(refreshed.statusCode).toBe(200);
    cookie = sessionCookie(refreshed.headers);
  }
});
