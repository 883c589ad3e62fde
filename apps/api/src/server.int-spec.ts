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
