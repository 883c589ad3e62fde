import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';

const email = 'anna@example.org';
const passphrase = 'obsessive unwound diminish carrot lapel';

let api: ApiUnderTest;
let token: string;
beforeAll(async () => {
  api = await startApi();
  const setUp = await post('setup', { code: api.setupCode, name: 'Anna', email, passphrase });
  token = tokenOf(setUp.json());
});
afterAll(() => api.close());

const tokenOf = (body: unknown): string => z.object({ accessToken: z.string() }).parse(body).accessToken;
const post = (url: string, payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url: `/api/v1/${url}`, payload, headers });
const me = (authorization: string) => api.app.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization } });
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const cookieOf = (headers: object): string =>
  z
    .object({ 'set-cookie': z.union([z.string(), z.array(z.string())]) })
    .transform((all) => [all['set-cookie']].flat().find((one) => one.startsWith('__Host-hearthlore=')) ?? '')
    .parse(headers)
    .split(';')[0] ?? '';

describe('a forged access token', () => {
  const pair = generateKeyPairSync('ed25519');
  const claims = (): object => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const resigned = (header: object): Promise<string> =>
    new SignJWT({ ...claims() }).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header }).sign(pair.privateKey);
  const payload = (): string => token.split('.')[1] ?? '';

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature', () => `${base64url({ alg: 'none', typ: 'at+jwt' })}.${payload()}.`],
    ['with the signature left out', () => token.slice(0, token.lastIndexOf('.') + 1)],
    [
      'with a shared secret',
      () => {
        const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt' })}.${payload()}`;
        return `${signed}.${createHmac('sha256', '').update(signed).digest('base64url')}`;
      },
    ],
    ['with another key', () => resigned({})],
    ['with another key that it brings', () => resigned({ jwk: pair.publicKey.export({ format: 'jwk' }) })],
    ['with a key of a file', () => resigned({ kid: '../../../../dev/null' })],
    ['with a key from elsewhere', () => resigned({ jku: 'https://elsewhere.example/keys.json' })],
    ['that is two', () => `${token}, ${token}`],
  ])('opens nothing %s', async (_, forged) => {
    const answer = await me(`Bearer ${await forged()}`);
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { code: 'auth.token-invalid' }]);
  });

  it('opens nothing in the place of a cookie, nor the cookie in its place', async () => {
    const login = await post('auth/login', { email, passphrase });
    const refreshToken = cookieOf(login.headers).split('=')[1] ?? '';
    expect((await me(`Bearer ${refreshToken}`)).statusCode).toBe(401);
    const cookie = `__Host-hearthlore=${token}`;
    expect((await post('auth/refresh', {}, { cookie, 'x-hearthlore-client': '1' })).statusCode).toBe(401);
  });
});

it('begins a session of its own at every sign-in, whatever cookie came with it', async () => {
  const planted = await post('auth/login', { email, passphrase });
  const cookie = cookieOf(planted.headers);
  const signedIn = await post('auth/login', { email, passphrase }, { cookie });
  const sidOf = (text: string): string | undefined => text.split('hl_rt1_')[1]?.slice(0, 22);
  expect(sidOf(cookieOf(signedIn.headers))).not.toBe(sidOf(cookie));
  expect(cookieOf(signedIn.headers)).not.toBe(cookie);
  const sessionOf = (body: unknown) =>
    JSON.parse(Buffer.from(tokenOf(body).split('.')[1] ?? '', 'base64url').toString());
  expect(sessionOf(signedIn.json())).not.toMatchObject({
    sid: z.object({ sid: z.string() }).parse(sessionOf(planted.json())).sid,
  });
});
