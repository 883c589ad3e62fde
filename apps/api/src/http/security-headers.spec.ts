import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSecurityHeaders, contentSecurityPolicy } from './security-headers.js';

let server: FastifyInstance;
beforeEach(() => {
  server = fastify();
  addSecurityHeaders(server, ['sha256-abc=']);
  server.get('/api/v1/thing', () => ({ ok: true }));
  server.get('/api/v1/broken', () => {
    throw new Error('broken');
  });
  server.get('/page', () => 'page');
});
afterEach(() => server.close());

describe('the content security policy', () => {
  const sources = (policy: string, directive: string) =>
    policy
      .split('; ')
      .find((part) => part.startsWith(`${directive} `))
      ?.slice(directive.length + 1);

  it('allows this server and nothing else', () => {
    const policy = contentSecurityPolicy([]);
    expect(sources(policy, 'default-src')).toBe(`'none'`);
    expect(sources(policy, 'script-src')).toBe(`'self'`);
    expect(sources(policy, 'connect-src')).toBe(`'self'`);
    expect(sources(policy, 'frame-ancestors')).toBe(`'none'`);
    expect(sources(policy, 'base-uri')).toBe(`'none'`);
    expect(sources(policy, 'form-action')).toBe(`'self'`);
    expect(sources(policy, 'require-trusted-types-for')).toBe(`'script'`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('lets style elements in by their hash alone', () => {
    expect(sources(contentSecurityPolicy([]), 'style-src')).toBe(`'self'`);
    expect(sources(contentSecurityPolicy(['sha256-a=', 'sha256-b=']), 'style-src')).toBe(
      `'self' 'sha256-a=' 'sha256-b='`,
    );
  });
});

describe('an answer', () => {
  it.each(['/page', '/api/v1/thing', '/api/v1/broken', '/nowhere'])(
    'to %s has every protecting header',
    async (url) => {
      const { headers } = await server.inject({ url });
      expect(headers).toMatchObject({
        'content-security-policy': contentSecurityPolicy(['sha256-abc=']),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['permissions-policy']).toContain('microphone=()');
    },
  );

  it('of the api lies in no cache, whatever became of the request', async () => {
    for (const url of ['/api/v1/thing', '/api/v1/broken', '/api/v1/nowhere'])
      expect((await server.inject({ url })).headers['cache-control']).toBe('no-store');
    expect((await server.inject({ url: '/page' })).headers).not.toHaveProperty('cache-control');
  });
});

describe('the promise to stay with https', () => {
  it('is made for two years over https, and not over plain HTTP, where nothing would keep it', async () => {
    const behindProxy = fastify({ trustProxy: (address: string) => address === '192.0.2.1' });
    addSecurityHeaders(behindProxy, []);
    const ask = async (remoteAddress: string, proto: string) =>
      (await behindProxy.inject({ url: '/', remoteAddress, headers: { 'x-forwarded-proto': proto } })).headers;
    expect(await ask('192.0.2.1', 'https')).toMatchObject({ 'strict-transport-security': 'max-age=63072000' });
    expect(await ask('192.0.2.1', 'http')).not.toHaveProperty('strict-transport-security');
    expect(await ask('127.0.0.1', 'https')).not.toHaveProperty('strict-transport-security');
    await behindProxy.close();
  });
});
