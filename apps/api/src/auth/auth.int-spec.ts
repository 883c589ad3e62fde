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
