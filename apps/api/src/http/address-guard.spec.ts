import { loadEnv } from '@hearthlore/config';
import { fastify, type InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { guardAddresses } from './address-guard.js';
import { clientAddress } from './client-address.js';

const PROXY = '192.0.2.1';
const CLIENT = '198.51.100.77';
const HOME = {
  HEARTHLORE_HOST: '0.0.0.0',
  HEARTHLORE_PUBLIC_URL: 'https://home.example',
  HEARTHLORE_TRUSTED_PROXIES: `${PROXY}, 2001:db8:1::/64`,
};
/** What a proxy says that stands between the client and us. */
const FORWARDED = { host: 'home.example', 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' };

/** A server that answers with the client's address as it sees it, asked once. */
async function ask(settings: NodeJS.ProcessEnv, request: InjectOptions) {
  const env = loadEnv(settings);
  const server = fastify({ trustProxy: (address: string) => env.HEARTHLORE_TRUSTED_PROXIES.includes(address) });
  guardAddresses(server, env);
  server.get('/*', (incoming) => clientAddress(incoming));
  const answer = await server.inject({ url: '/', ...request });
  await server.close();
  return answer;
}
const seen = async (settings: NodeJS.ProcessEnv, request: InjectOptions): Promise<unknown> =>
  (await ask(settings, request)).json();

describe('the address of a client', () => {
  it('is that of the connection, with the networks that limits and the audit log count by', async () => {
    await expect(seen({}, { remoteAddress: '127.0.0.1' })).resolves.toEqual({
      address: '127.0.0.1',
      throttleNetwork: '127.0.0.0/24',
      auditNetwork: '127.0.0.0/24',
    });
  });

  it.each([PROXY, `::ffff:${PROXY}`, '2001:db8:1::9'])('comes from a proxy that is trusted: %s', async (proxy) => {
    await expect(seen(HOME, { remoteAddress: proxy, headers: FORWARDED })).resolves.toMatchObject({
      address: CLIENT,
      throttleNetwork: '198.51.100.0/24',
    });
  });

  it('of IPv6 counts as /64 for limits and /48 for the audit log, however it is written', async () => {
    const headers = { ...FORWARDED, 'x-forwarded-for': '2001:0DB8:0a0b:0C0D:1:2:3:4' };
    await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toEqual({
      address: '2001:db8:a0b:c0d:1:2:3:4',
      throttleNetwork: '2001:db8:a0b:c0d::/64',
      auditNetwork: '2001:db8:a0b::/48',
    });
  });

  it('is not what the client itself wrote in front of what the proxy saw', async () => {
    for (const claim of ['127.0.0.1', '10.0.0.1', PROXY, '::1', 'unknown', '', ', ,']) {
      const headers = { ...FORWARDED, 'x-forwarded-for': `${claim}, ${CLIENT}` };
      await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toMatchObject({ address: CLIENT });
    }
  });

  it('is read past several trusted proxies and no further', async () => {
    const headers = { ...FORWARDED, 'x-forwarded-for': `127.0.0.1, ${CLIENT}, 2001:db8:1::2` };
    await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toMatchObject({ address: CLIENT });
  });

  it('is the proxy’s own where the proxy sends nonsense', async () => {
    const headers = { ...FORWARDED, 'x-forwarded-for': 'unknown' };
    await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toMatchObject({ address: PROXY });
  });

  it.each([
    { 'x-forwarded-for': '203.0.113.5' },
    { 'x-real-ip': '203.0.113.5' },
    { forwarded: 'for=203.0.113.5;proto=https;host=home.example' },
    { 'x-client-ip': '203.0.113.5', 'cf-connecting-ip': '203.0.113.5', 'true-client-ip': '203.0.113.5' },
  ])('is never what somebody says who is no trusted proxy: %o', async (spoofed) => {
    const request = { remoteAddress: '127.0.0.1', headers: { ...spoofed, host: 'localhost:7420' } };
    await expect(seen({}, request)).resolves.toMatchObject({ address: '127.0.0.1' });
    await expect(seen(HOME, request)).resolves.toMatchObject({ address: '127.0.0.1' });
  });

  it('does not come from Forwarded or X-Real-IP even of a trusted proxy, which passes them on unread', async () => {
    const headers = { ...FORWARDED, 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' };
    await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toMatchObject({ address: CLIENT });
  });
});

describe('plain HTTP', () => {
  const refused = { code: 'request.insecure', status: 403 };

  it('from beyond this machine is refused, whatever it claims', async () => {
    for (const headers of [{}, FORWARDED, { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' }]) {
      const request = { remoteAddress: CLIENT, headers: { host: 'home.example', ...headers } };
      await expect(seen(HOME, request)).resolves.toMatchObject(refused);
    }
  });

  it('between the client and the proxy is refused too', async () => {
    for (const proto of ['http', '', 'https, http']) {
      const headers = { ...FORWARDED, 'x-forwarded-proto': proto };
      await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toMatchObject(refused);
    }
  });

  it('is for this machine', async () => {
    for (const remoteAddress of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect((await ask(HOME, { remoteAddress, headers: { host: 'localhost:7420' } })).statusCode).toBe(200);
  });
});

describe('a list of networks to serve', () => {
  const settings = { ...HOME, HEARTHLORE_ALLOWED_NETWORKS: '203.0.113.0/24, fd00::/8' };
  const from = (address: string, url = '/') =>
    ask(settings, { url, remoteAddress: PROXY, headers: { ...FORWARDED, 'x-forwarded-for': address } });

  it('lets those in, and this machine', async () => {
    for (const address of ['203.0.113.9', '::ffff:203.0.113.9', 'fd00::7'])
      expect((await from(address)).statusCode).toBe(200);
    expect((await ask(settings, { remoteAddress: '::1' })).statusCode).toBe(200);
  });

  it('tells everybody else the same, whatever they ask for', async () => {
    const answers = [await from(CLIENT), await from('203.0.114.1', '/api/v1/meta'), await from('fc00::1', '/nowhere')];
    for (const answer of answers) {
      expect(answer.statusCode).toBe(403);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    }
    expect(new Set(answers.map(({ body }) => body))).toEqual(new Set([answers[0]?.body]));
    expect(answers[0]?.json()).toMatchObject({ code: 'network.refused' });
  });

  it('does not reach the question whether the process lives', async () => {
    expect((await from(CLIENT, '/health/live')).statusCode).toBe(200);
    expect((await from(CLIENT, '/health/ready')).statusCode).toBe(403);
    expect((await from(CLIENT, '/health/live/../ready')).statusCode).toBe(403);
  });

  it('is not passed by a spoofed header', async () => {
    const headers = { ...FORWARDED, 'x-forwarded-for': `203.0.113.9, ${CLIENT}`, 'x-real-ip': '203.0.113.9' };
    expect((await ask(settings, { remoteAddress: PROXY, headers })).statusCode).toBe(403);
  });
});

describe('the name that a request was sent to', () => {
  const misdirected = { status: 421, code: 'request.misdirected' };
  const here = (host: string) => ask({}, { remoteAddress: '127.0.0.1', headers: { host } });

  it.each(['127.0.0.1:7420', 'localhost:7420', 'LOCALHOST:7420', '[::1]:7420', 'localhost', '127.0.0.1:8080'])(
    'is ours: %s',
    async (host) => {
      expect((await here(host)).statusCode).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:7420',
    'localhost.evil.example:7420',
    '127.0.0.1.evil.example',
    '192.168.1.2:7420',
    'localhost@evil.example',
    'evil.example/@localhost',
    'evil.example#localhost',
    'evil.example?localhost',
    'localhost:7420/',
    'local host',
    'home.example',
  ])('is refused where it only points at this machine: %s', async (host) => {
    await expect(here(host).then((answer) => answer.json())).resolves.toMatchObject(misdirected);
  });

  it('is the public one, port included, beside those of this machine', async () => {
    const through = (host: string) => seen(HOME, { remoteAddress: PROXY, headers: { ...FORWARDED, host } });
    for (const host of ['home.example', 'Home.Example', 'home.example:443', '127.0.0.1:7420'])
      await expect(through(host)).resolves.toMatchObject({ address: CLIENT });
    for (const host of ['home.example:8443', 'x.home.example', 'home.example.evil.example'])
      await expect(through(host)).resolves.toMatchObject(misdirected);
  });

  it('comes from X-Forwarded-Host of a trusted proxy alone', async () => {
    const headers = { ...FORWARDED, host: 'api:7420', 'x-forwarded-host': 'home.example' };
    await expect(seen(HOME, { remoteAddress: PROXY, headers })).resolves.toMatchObject({ address: CLIENT });
    const rebound = { host: 'evil.example', 'x-forwarded-host': 'localhost' };
    await expect(seen(HOME, { remoteAddress: '127.0.0.1', headers: rebound })).resolves.toMatchObject(misdirected);
  });
});
