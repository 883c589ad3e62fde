import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';

/** Who is let in, as the whole server decides it. */
const ADA = { name: 'Ada', email: 'ada@family.example', passphrase: 'thistle canyon ladle ember quartz' };

interface Grant {
  readonly accessToken: string;
  readonly user: { readonly id: UserId };
}

let api: ApiUnderTest;
let owner: UserId;
beforeAll(async () => {
  api = await startApi();
  const payload = { code: api.setupCode, ...ADA };
  const answer = await api.app.inject({ method: 'POST', url: '/api/v1/setup', payload });
  owner = answer.json<Grant>().user.id;
});
afterAll(() => api.close());

async function signIn(): Promise<{ token: string; cookie: string; sessionId: SessionId }> {
  const { email, passphrase } = ADA;
  const answer = await api.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload: { email, passphrase } });
  expect(answer.statusCode).toBe(200);
  const token = answer.json<Grant>().accessToken;
  const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
  return { token, cookie, sessionId: (await api.platform.accessTokens.verify(token)).sessionId };
}

const me = (headers: Record<string, string>) => api.app.inject({ url: '/api/v1/me', headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a request', () => {
  it('is answered with token and keys', async () => {
    const { token } = await signIn();
    const answer = await me(bearer(token));
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id: owner, email: ADA.email });
  });

  it('is refused without a token, with another scheme, with the cookie alone', async () => {
    const { token, cookie } = await signIn();
    for (const headers of [{}, { authorization: token }, { authorization: `Basic ${token}` }, { cookie }]) {
      const answer = await me(headers);
      expect(answer.json()).toMatchObject({ status: 401, code: 'auth.token-invalid' });
    }
  });

  it('is refused with a good token whose keys are not in memory, and says that a refresh helps', async () => {
    const { token, sessionId } = await signIn();
    api.platform.keys.lock(sessionId);
    const answer = await me(bearer(token));
    expect(answer.json()).toMatchObject({ status: 401, code: 'vault.locked' });
  });

  it('is refused with a token of a session that never was', async () => {
    const { token } = await api.platform.accessTokens.issue(owner, newId<SessionId>());
    expect((await me(bearer(token))).json()).toMatchObject({ status: 401, code: 'vault.locked' });
  });

  it('is refused with a token that names another member than the session’s own', async () => {
    const { sessionId } = await signIn();
    const { token } = await api.platform.accessTokens.issue(newId<UserId>(), sessionId);
    expect((await me(bearer(token))).json()).toMatchObject({ status: 401, code: 'auth.token-invalid' });
  });

  it('answers in problems alone: missing routes, methods, bodies of the wrong kind or size', async () => {
    const { token } = await signIn();
    const headers = bearer(token);
    const answers = await Promise.all([
      api.app.inject({ url: '/api/v1/nowhere?secret=zebraholz', headers }),
      api.app.inject({ method: 'POST', url: '/api/v1/search', headers, payload: '<a/>' }),
      api.app.inject({
        method: 'POST',
        url: '/api/v1/search',
        headers: { ...headers, 'content-type': 'application/xml' },
        payload: '<a>zebraholz</a>',
      }),
      api.app.inject({ method: 'POST', url: '/api/v1/search', headers, payload: { query: 'x'.repeat(2 ** 20) } }),
      api.app.inject({
        method: 'POST',
        url: '/api/v1/search',
        headers: { ...headers, 'content-type': 'application/json' },
        payload: '{"zebraholz',
      }),
      api.app.inject({ method: 'POST', url: '/api/v1/search', headers, payload: { zebraholz: 1 } }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 415, 415, 413, 400, 400]);
    for (const answer of answers) {
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      const problem = answer.json<Record<string, unknown>>();
      expect(problem).toMatchObject({ status: answer.statusCode, requestId: answer.headers['x-request-id'] });
      expect(answer.body).not.toContain('zebraholz');
    }
  });
});

describe('signing out', () => {
  it('ends open streams, locks the vault, takes the cookie and makes the token worthless', async () => {
    const { token, cookie, sessionId } = await signIn();
    const other = await signIn();
    const stream = api.app.inject({ url: '/api/v1/events', headers: bearer(token) });
    // Behind the stream in the same queue: when this is answered, the stream is open.
    expect((await me(bearer(token))).statusCode).toBe(200);
    const left = await api.app.inject({
      method: 'POST',
      url: '/api/v1/auth/logout',
      headers: { cookie, 'x-hearthlore-client': '1' },
    });
    expect(left.statusCode).toBe(204);
    expect(left.headers['clear-site-data']).toBe('"cache", "storage"');
    expect(String(left.headers['set-cookie'])).toMatch(/^__Host-hearthlore=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
    // Settles with the stream's end, and with nothing else.
    expect((await stream).headers['content-type']).toBe('text/event-stream');
    expect(api.platform.keys.has(sessionId)).toBe(false);
    expect((await me(bearer(token))).json()).toMatchObject({ code: 'vault.locked' });
    const again = await api.app.inject({
      method: 'POST',
      url: '/api/v1/auth/refresh',
      headers: { cookie, 'x-hearthlore-client': '1' },
    });
    expect(again.json()).toMatchObject({ status: 401, code: 'auth.session-revoked' });
    expect((await me(bearer(other.token))).statusCode).toBe(200);
  });

  it('does not happen at another site’s wish', async () => {
    const { token, cookie } = await signIn();
    for (const headers of [{ cookie }, { cookie, 'x-hearthlore-client': '1', 'sec-fetch-site': 'cross-site' }]) {
      const answer = await api.app.inject({ method: 'POST', url: '/api/v1/auth/logout', headers });
      expect(answer.json()).toMatchObject({ status: 403, code: 'auth.cross-site' });
    }
    expect((await me(bearer(token))).statusCode).toBe(200);
  });
});
