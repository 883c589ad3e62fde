import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';

const email = 'anna@example.org';
const passphrase = 'obsessive unwound diminish carrot lapel';

let api: ApiUnderTest;
let token: string;
let secret: string;
let backupCodes: string[];

beforeAll(async () => {
  api = await startApi();
  const setUp = await post('setup', { code: api.setupCode, name: 'Anna', email, passphrase });
  token = z.object({ accessToken: z.string() }).parse(setUp.json()).accessToken;
});
afterAll(() => api.close());

function call(method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}) {
  const bearer = { authorization: `Bearer ${token}`, ...headers };
  return api.app.inject({ method, url: `/api/v1/${url}`, headers: bearer, ...(payload ? { payload } : {}) });
}
const post = (url: string, payload: object) => api.app.inject({ method: 'POST', url: `/api/v1/${url}`, payload });
const outcome = ({ statusCode, body }: { statusCode: number; body: string }) => [
  statusCode,
  body === '' ? undefined : z.looseObject({ code: z.string().optional() }).parse(JSON.parse(body)).code,
];
const codeIn = (steps: number): string => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + steps * 30 });
const wrongCode = (): string => {
  const right = [-2, -1, 0, 1, 2].map(codeIn);
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code)) ?? '';
};
const challenge = async (): Promise<string> => {
  const login = await post('auth/login', { email, passphrase });
  expect(outcome(login)).toEqual([401, 'auth.second-factor-required']);
  expect(login.headers['set-cookie']).toBeUndefined();
  return z.object({ challenge: z.string() }).parse(login.json()).challenge;
};

describe('a second factor', () => {
  it('is set up by somebody who has just proved to be there', async () => {
    expect(outcome(await call('POST', 'me/totp'))).toEqual([403, 'auth.step-up-required']);
    const wrong = await call('POST', 'me/step-up', { passphrase: `${passphrase}s` });
    expect(outcome(wrong)).toEqual([403, 'auth.step-up-refused']);
    const granted = await call('POST', 'me/step-up', { passphrase });
    const { until } = z.object({ until: z.coerce.date() }).parse(granted.json());
    expect(until.getTime() - Date.now()).toBeLessThanOrEqual(300_000);
    const offer = await call('POST', 'me/totp');
    expect(offer.json()).toMatchObject({ uri: expect.stringContaining('otpauth://totp/') });
    expect(offer.json()).toMatchObject({ qrSvg: expect.stringMatching(/^<svg /) });
    secret = z.object({ secret: z.string() }).parse(offer.json()).secret;
  });

  it('changes nothing until a code of it was entered', async () => {
    expect((await post('auth/login', { email, passphrase })).statusCode).toBe(200);
    expect(outcome(await call('POST', 'me/totp/confirm', { code: wrongCode() }))).toEqual([
      401,
      'auth.second-factor-invalid',
    ]);
  });

  it('is not set up by guessing its first code, whose backup codes would be the guesser’s', async () => {
    const { accessToken } = z
      .object({ accessToken: z.string() })
      .parse((await post('auth/login', { email, passphrase })).json());
    const guess = () =>
      call('POST', 'me/totp/confirm', { code: wrongCode() }, { authorization: `Bearer ${accessToken}` });
    for (let n = 0; n < 5; n += 1) expect((await guess()).statusCode).toBe(401);
    expect(outcome(await guess())).toEqual([429, 'rate-limited']);
  });

  it('ends every other session once it is set, and gives ten backup codes', async () => {
    const before = await post('auth/login', { email, passphrase });
    const confirmed = await call('POST', 'me/totp/confirm', { code: codeIn(0) });
    expect(confirmed.statusCode).toBe(200);
    backupCodes = z.object({ backupCodes: z.array(z.string()) }).parse(confirmed.json()).backupCodes;
    expect(new Set(backupCodes).size).toBe(10);
    for (const code of backupCodes) expect(code).toMatch(/^([a-z2-7]{4}-){3}[a-z2-7]{4}$/);
    const cookie = String(before.headers['set-cookie']).split(';')[0] ?? '';
    const refreshed = await call('POST', 'auth/refresh', undefined, { cookie, 'x-hearthlore-client': '1' });
    expect(outcome(refreshed)).toEqual([401, 'auth.session-revoked']);
    expect((await call('GET', 'me/security')).json()).toMatchObject({ totp: { enabled: true, backupCodesLeft: 10 } });
  });

  it('stands between the passphrase and a session, and takes each code once', async () => {
    const [first, second] = [await challenge(), await challenge()];
    expect(outcome(await post('auth/second-factor', { challenge: 'x', code: codeIn(1) }))).toEqual([
      401,
      'auth.challenge-expired',
    ]);
    const code = codeIn(1);
    const signedIn = await post('auth/second-factor', { challenge: first, code });
    expect(signedIn.statusCode).toBe(200);
    expect(signedIn.json()).toMatchObject({ locked: false, user: { email } });
    expect(outcome(await post('auth/second-factor', { challenge: first, code: codeIn(1) }))).toEqual([
      401,
      'auth.challenge-expired',
    ]);
    expect(outcome(await post('auth/second-factor', { challenge: second, code }))).toEqual([
      401,
      'auth.second-factor-invalid',
    ]);
  });

  it('takes a backup code once, even from two at the same time', async () => {
    const code = backupCodes[0]?.toUpperCase().replaceAll('-', ' ') ?? '';
    const challenges = [await challenge(), await challenge()];
    const answers = await Promise.all(challenges.map((one) => post('auth/second-factor', { challenge: one, code })));
    expect(answers.map(({ statusCode }) => statusCode).sort((a, b) => a - b)).toEqual([200, 401]);
    expect((await call('GET', 'me/security')).json()).toMatchObject({ totp: { backupCodesLeft: 9 } });
  });

  it('is asked for in a step-up too', async () => {
    expect(outcome(await call('POST', 'me/step-up', { passphrase }))).toEqual([403, 'auth.step-up-code-required']);
    expect((await call('POST', 'me/step-up', { passphrase, code: backupCodes[1] })).statusCode).toBe(200);
  });

  it('takes no code at all after five wrong ones, by whatever challenge they come', async () => {
    const challenges = [await challenge(), await challenge()];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        post('auth/second-factor', { challenge: challenges[turn % 2], code: wrongCode() }),
      ),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 401).length).toBeLessThanOrEqual(5);
    const refused = await post('auth/second-factor', { challenge: challenges[0], code: backupCodes[2] });
    expect(outcome(refused)).toEqual([429, 'rate-limited']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('tells its member once that somebody with the passphrase failed at it', async () => {
    const { data } = z
      .object({ data: z.array(z.object({ kind: z.string() })) })
      .parse((await call('GET', 'me/notices')).json());
    expect(data.filter(({ kind }) => kind === 'second-factor-refused')).toHaveLength(1);
  });

  it('goes when it is removed', async () => {
    expect((await call('DELETE', 'me/totp')).statusCode).toBe(204);
    expect(outcome(await call('DELETE', 'me/totp'))).toEqual([404, 'second-factor.not-found']);
    expect((await post('auth/login', { email, passphrase })).statusCode).toBe(200);
  });
});
