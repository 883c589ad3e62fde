import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../test/harness/api.js';

const LOGIN = { email: 'mallory@example.org', passphrase: 'whatever' };

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('a page of another site', () => {
  it.each([
    'application/x-www-form-urlencoded',
    'text/plain',
    'text/plain;charset=utf-8',
    'text/plain; application/json',
  ])('signs nobody in by a form, sent as %s', async (type) => {
    const payload = new URLSearchParams(LOGIN).toString();
    const headers = { 'content-type': type };
    const response = await api.app.inject({ method: 'POST', url: '/api/v1/auth/login', headers, payload });
    expect(response.json()).toMatchObject({ status: 415, code: 'request.unsupported-media-type' });
  });

  it('signs nobody in by a body without a type', async () => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: JSON.stringify(LOGIN),
    });
    expect(response.statusCode).toBe(415);
  });

  it('is not allowed to ask for JSON', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    };
    const response = await api.app.inject({ method: 'OPTIONS', url: '/api/v1/auth/login', headers });
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

it('a program signs in by JSON', async () => {
  const response = await api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: LOGIN });
  expect(response.json()).toMatchObject({ status: 401, code: 'auth.invalid-credentials' });
});

describe('behind a proxy', () => {
  const PROXY = '192.0.2.1';
  const WELCOME = '203.0.113.9';
  const STRANGER = '198.51.100.7';
  let proxied: ApiUnderTest;

  beforeAll(async () => {
    proxied = await startApi({
      HEARTHLORE_PUBLIC_URL: 'https://home.example',
      HEARTHLORE_TRUSTED_PROXIES: PROXY,
      HEARTHLORE_ALLOWED_NETWORKS: '203.0.113.0/24',
    });
  });
  afterAll(() => proxied.close());

  const ask = (remoteAddress: string, headers: Record<string, string>, url = '/api/v1/meta') =>
    proxied.app.inject({
      url,
      remoteAddress,
      headers: { host: 'home.example', 'x-forwarded-proto': 'https', ...headers },
    });

  it('serves the client that the proxy names, and promises to stay with https', async () => {
    const answer = await ask(PROXY, { 'x-forwarded-for': WELCOME });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['strict-transport-security']).toBe('max-age=63072000');
  });

  it.each(['/api/v1/meta', '/api/v1/documents', '/health/ready', '/nowhere', '/'])(
    'gives a stranger nothing of %s, whatever it claims',
    async (url) => {
      const claims = [{ 'x-forwarded-for': WELCOME }, { 'x-forwarded-for': '127.0.0.1' }, { 'x-real-ip': WELCOME }];
      for (const claim of [{}, ...claims, { forwarded: `for=${WELCOME}` }])
        expect((await ask(STRANGER, claim, url)).json()).toMatchObject({ code: 'network.refused' });
      const through = await ask(PROXY, { 'x-forwarded-for': `${WELCOME}, ${STRANGER}` }, url);
      expect(through.json()).toMatchObject({ code: 'network.refused' });
      expect(through.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    },
  );

  it('takes no plain HTTP from a network that it serves', async () => {
    const claim = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    expect((await ask(WELCOME, claim)).json()).toMatchObject({ code: 'request.insecure' });
  });

  it('answers to its own names alone', async () => {
    const answer = await ask(PROXY, { 'x-forwarded-for': WELCOME, host: 'evil.example' });
    expect(answer.statusCode).toBe(421);
    expect(answer.json()).toMatchObject({ code: 'request.misdirected' });
  });
});

it('takes no word of a client for its address where no proxy is trusted', async () => {
  const headers = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
  const response = await api.app.inject({ url: '/api/v1/meta', remoteAddress: '198.51.100.7', headers });
  expect(response.json()).toMatchObject({ status: 403, code: 'request.insecure' });
});
