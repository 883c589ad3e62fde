import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from '../../../../test/harness/api.js';
import type { ChatDto, MessageDto } from './chat.dto.js';

/** The routes as the api serves them, over PostgreSQL and real keys, without a document and without a model. */
const OWNER = { name: 'Ada', email: 'ada@example.org', passphrase: 'correct horse battery staple lantern 7' };

let api: ApiUnderTest;
let token: string;

beforeAll(async () => {
  api = await startApi();
  const payload = { code: api.setupCode, ...OWNER };
  const response = await api.app.inject({ method: 'POST', url: '/api/v1/setup', payload });
  token = response.json<{ accessToken: string }>().accessToken;
});
afterAll(() => api.close());

function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const headers = { authorization: `Bearer ${token}` };
  return api.app.inject({ method, url: `/api/v1/chats${path}`, headers, ...(payload && { payload }) });
}

describe('chats of a member', () => {
  it('need a session', async () => {
    const response = await api.app.inject({ method: 'GET', url: '/api/v1/chats' });
    expect(response.statusCode).toBe(401);
  });

  it('say what they did not find, keep both sides, and go for good', async () => {
    const { id } = (await call('POST', '', {})).json<ChatDto>();
    const text = 'Where is the deed of the house?';
    const answer = await call('POST', `/${id}/messages`, { text });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'x-vercel-ai-ui-message-stream': 'v1',
    });
    expect(answer.body).toContain('I did not find this in your documents.');
    expect(answer.body).toMatch(/data: \[DONE\]\n\n$/);
    const { data } = (await call('GET', `/${id}/messages`)).json<{ data: MessageDto[] }>();
    expect(data).toMatchObject([
      { role: 'user', text },
      { role: 'assistant', text: 'I did not find this in your documents.', model: null, state: 'complete' },
    ]);
    expect((await call('GET', '')).json()).toMatchObject({ data: [{ id, title: text }] });
    expect((await call('DELETE', `/${id}`)).statusCode).toBe(204);
    expect((await call('GET', `/${id}/messages`)).json()).toMatchObject({ status: 404, code: 'chat.not-found' });
    expect((await call('GET', '')).json()).toEqual({ data: [], nextCursor: null });
  });

  it('answer for an id that is none like for a missing one', async () => {
    for (const path of ['/x', '/00112233-4455-4677-8899-aabbccddeeff'])
      expect((await call('GET', path)).json()).toMatchObject({ status: 404, code: 'chat.not-found' });
  });
});
