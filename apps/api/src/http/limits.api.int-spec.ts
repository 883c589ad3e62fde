import { InvalidCredentialsError } from '@hearthlore/identity';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import { queryAsSuperuser } from '../../../../test/harness/superuser.js';

const ADA = { name: 'Ada', email: 'ada@family.example', passphrase: 'thistle canyon ladle ember quartz' };

/** Behind a proxy on this machine, which adds the address it sees to what the client claims. */
const PROXIED = { HEARTHLORE_PUBLIC_URL: 'https://home.example', HEARTHLORE_TRUSTED_PROXIES: '127.0.0.1' };

const HOME = '192.0.2.7';
const NEIGHBOUR = '192.0.2.8';

let api: ApiUnderTest;
let deviceCookie: string;
let accessToken: string;
beforeAll(async () => {
  // The product's own limits.
  api = await startApi({ HEARTHLORE_LIMITS_SCALE: '1', ...PROXIED });
  const payload = { code: api.setupCode, ...ADA };
  const answer = await api.app.inject({ method: 'POST', url: '/api/v1/setup', payload });
  accessToken = answer.json<{ accessToken: string }>().accessToken;
  deviceCookie = cookiesOf(answer.headers['set-cookie'])[1] ?? '';
});
afterAll(() => api.close());

const cookiesOf = (header: string | string[] | undefined): string[] =>
  [header ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '');

interface Try {
  readonly email?: string;
  readonly passphrase?: string;
  /** The client's own address. */
  readonly from?: string;
  readonly cookie?: string;
}

const signIn = ({ email = ADA.email, passphrase = 'wrong', from = HOME, cookie }: Try = {}) =>
  api.app.inject({
    method: 'POST',
    url: '/api/v1/auth/login',
    payload: { email, passphrase },
    headers: {
      host: 'home.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': from,
      ...(cookie === undefined ? {} : { cookie }),
    },
  });
const counters = () =>
  queryAsSuperuser<{ key: Buffer; count: number }>(api.database, 'select key, count from throttles');
const forgetAll = () => queryAsSuperuser(api.database, 'delete from throttles');

describe('the device cookie', () => {
  it('is set at the first way in, for this server alone, out of reach of scripts', async () => {
    const answer = await signIn({ passphrase: ADA.passphrase });
    const cookie = [answer.headers['set-cookie'] ?? []].flat()[1];
    expect(cookie).toMatch(
      /^__Host-hearthlore-device=hld1\.[\w.-]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(deviceCookie).toMatch(/^__Host-hearthlore-device=hld1\./);
  });
});

describe('limits on requests', () => {
  const search = () =>
    api.app.inject({
      method: 'POST',
      url: '/api/v1/search',
      payload: { query: 'anything' },
      headers: { authorization: `Bearer ${accessToken}` },
    });

  it('are told with every answer, and refuse with the time to wait', async () => {
    const first = await search();
    expect(first.statusCode).toBe(200);
    expect(first.headers['ratelimit-policy']).toBe(
      '"address";q=3000;w=60, "address-burst";q=600;w=5, "search";q=120;w=60, "search-burst";q=30;w=5',
    );
    expect(first.headers['ratelimit']).toMatch(/^"search-burst";r=29;t=[1-5]$/);
    const all = await Promise.all(Array.from({ length: 70 }, search));
    const refused = all.find(({ statusCode }) => statusCode === 429);
    expect(refused?.json()).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.headers['ratelimit']).toMatch(/^"search-burst";r=0;/);
    expect(all.filter(({ statusCode }) => statusCode === 200).length).toBeLessThanOrEqual(60);
  });

  it('do not hold up whoever watches the server’s health', async () => {
    const answer = await api.app.inject({ url: '/health/live' });
    expect(answer.headers['ratelimit']).toBeUndefined();
  });

  it('are written down within a second or at the end, under keys that name nobody', async () => {
    await api.platform.limits.limiter.write();
    const rows = await counters();
    expect(rows.length).toBeGreaterThan(1);
    for (const { key } of rows) {
      expect(key).toHaveLength(16);
      expect(key.toString('latin1')).not.toMatch(/127|192|ada/i);
    }
  });
});

describe('guessing', () => {
  const from = (n: number): string => `203.0.${n}.9`;
  const { email, passphrase } = ADA;

  /** As many wrong tries at an address as there are networks, without stretching a passphrase for each. */
  async function wrongTries(at: string, addresses: readonly string[]): Promise<void> {
    const subject = api.platform.accounts.emailHash(at);
    for (const address of addresses) {
      const network = `${address.split('.').slice(0, 3).join('.')}.0/24`;
      const guess = { at: 'account', subject, from: { network, device: undefined } } as const;
      const wrong = (): Promise<never> => Promise.reject(new InvalidCredentialsError());
      await expect(api.platform.limits.throttle.attempt(guess, wrong)).rejects.toThrow(InvalidCredentialsError);
    }
    // A machine with much to do would wait the seconds out that the block lasts.
    const prolong = `update throttles set blocked_until = now() + interval '10 minutes' where blocked_until is not null`;
    await queryAsSuperuser(api.database, prolong);
  }
  const sixElsewhere = Array.from({ length: 6 }, (_, n) => from(n));

  it.each([
    ['a known address', email],
    ['one that no member has', 'nobody@family.example'],
  ])('is held up after six tries at %s, however it is written and wherever it comes from', async (_, address) => {
    await forgetAll();
    expect((await signIn({ email: address, from: from(90) })).statusCode).toBe(401);
    await wrongTries(address, sixElsewhere.slice(1));
    const spellings = [address, address.toUpperCase(), ` ${address} `, address.normalize('NFD'), `\u00a0${address}\n`];
    for (const [n, spelling] of spellings.entries()) {
      const answer = await signIn({ email: spelling, passphrase, from: from(100 + n) });
      expect(answer.statusCode).toBe(429);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(60);
    }
  });

  it('takes addresses that only look alike for others: they open nothing', async () => {
    await forgetAll();
    for (const lookalike of [email.replace('a', '\u0430'), email.replace('ada', '\uff41\uff44\uff41')])
      expect((await signIn({ email: lookalike, passphrase, from: from(1) })).statusCode).toBe(401);
  });

  it('reads nothing that a client says of its own address', async () => {
    await forgetAll();
    const accept = (n: number) =>
      api.app.inject({
        method: 'POST',
        url: '/api/v1/invites/accept',
        payload: { token: 'A'.repeat(43), name: 'Eve', email: 'eve@family.example', passphrase },
        headers: {
          host: 'home.example',
          'x-forwarded-proto': 'https',
          'x-forwarded-for': `198.51.${n}.1, 192.0.2.7`,
          'x-real-ip': `198.51.${n}.1`,
          forwarded: `for=198.51.${n}.1`,
          'true-client-ip': `198.51.${n}.1`,
        },
      });
    for (let n = 0; n < 20; n += 1) expect((await accept(n)).statusCode).toBe(404);
    expect((await accept(20)).statusCode).toBe(429);
  });

  it('locks nobody out who comes from a device of theirs, not even from the guesser’s own network', async () => {
    await forgetAll();
    await wrongTries(email, Array<string>(6).fill(HOME));
    expect((await signIn({ passphrase })).statusCode).toBe(429);
    expect((await signIn({ passphrase, cookie: deviceCookie })).statusCode).toBe(200);
    const forged = 'hld1.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA';
    const withForged = await signIn({ passphrase, cookie: `__Host-hearthlore-device=${forged}` });
    expect(withForged.statusCode).toBe(429);
  });

  it('gets the same words for a known address and an unknown one', async () => {
    await forgetAll();
    const refusals = [];
    for (const address of [email, 'nobody@family.example']) {
      await wrongTries(address, sixElsewhere);
      const answer = await signIn({ email: address, from: from(50) });
      const { requestId: _, ...body } = answer.json<Record<string, unknown>>();
      refusals.push({ body, names: Object.keys(answer.headers) });
    }
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]?.body).toMatchObject({ status: 429, code: 'rate-limited' });
  });

  it('ten thousand times from one network costs nobody else a sign-in, and no table its bounds', async () => {
    await forgetAll();
    for (let n = 0; n < 20; n += 1) await wrongTries(`first-${n}@family.example`, [HOME]);
    const before = (await counters()).length;
    const refused = new Set<number>();
    for (let batch = 0; batch < 100; batch += 1) {
      const many = Array.from({ length: 100 }, (_, n) => signIn({ email: `m${batch}-${n}@family.example` }));
      for (const { statusCode } of await Promise.all(many)) refused.add(statusCode);
    }
    expect([...refused]).toEqual([429]);
    await api.platform.limits.limiter.write();
    expect((await counters()).length - before).toBeLessThan(10);
    expect((await signIn({ passphrase, from: '198.51.100.20' })).statusCode).toBe(200);
    // Of the same network; the very address has sent more in these seconds than any address may.
    expect((await signIn({ passphrase, cookie: deviceCookie, from: NEIGHBOUR })).statusCode).toBe(200);
  }, 400_000);
});
