import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEventData } from '../../../apps/cli/src/client/event-stream.js';
import { findFreePort } from '@hearthlore/machine';
import { type Product, startProduct } from '../../harness/product.js';
import type { ProductClient } from '../../harness/product-client.js';
import { type ReverseProxy, startCaddy, startNginx } from '../../harness/reverse-proxy.js';

const ada = { name: 'Ada', email: 'ada@proxy.example', passphrase: 'lantern thistle magnet harbor quilt' };
const MEGABYTE = 1024 * 1024;
/** Nobody's, so whoever is taken for one of them has lied. */
const ALLOWED = '203.0.113.0/24';
const MARK = 'querymark7310';

/** An address of this machine that is not loopback, as another machine would come from. */
const outside = Object.values(networkInterfaces())
  .flatMap((entries) => entries ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

const codeSchema = z.object({ code: z.string() });

describe.each([
  ['Caddy', startCaddy],
  ['nginx', startNginx],
])('behind %s', (_, startProxy) => {
  let proxy: ReverseProxy;
  let product: Product;
  let owner: ProductClient;

  beforeAll(async () => {
    const port = await findFreePort();
    proxy = await startProxy(port);
    setDefaultCACertificates([...getCACertificates('bundled'), proxy.authority]);
    product = await startProduct({
      env: {
        HEARTHLORE_PORT: String(port),
        HEARTHLORE_PUBLIC_URL: proxy.url,
        HEARTHLORE_TRUSTED_PROXIES: '127.0.0.1',
        HEARTHLORE_ALLOWED_NETWORKS: ALLOWED,
      },
    });
    owner = await product.client().setsUp(product.setupCode, ada);
  });

  afterAll(async () => {
    await product.dispose();
    await proxy.stop();
  });

  interface RawRequest {
    readonly from?: string | undefined;
    readonly headers?: Record<string, string>;
    /** Bytes of an upload; without them it is a question that anybody may ask. */
    readonly bytes?: number;
  }

  /** On a connection of its own, and without the care that a client takes of its headers. */
  async function raw({
    from = '127.0.0.1',
    headers = {},
    bytes,
  }: RawRequest): Promise<{ status: number; body: string }> {
    const call = request({
      host: from,
      port: proxy.port,
      path: bytes === undefined ? '/api/v1/meta' : '/api/v1/documents',
      method: bytes === undefined ? 'GET' : 'POST',
      servername: 'localhost',
      headers: { host: `localhost:${proxy.port}`, ...headers },
      agent: false,
      ca: proxy.authority,
    });
    // A server that has refused does not read on, and the rest of the upload fails.
    call.on('error', () => undefined);
    call.end(bytes === undefined ? undefined : Buffer.alloc(bytes));
    const [response]: IncomingMessage[] = await once(call, 'response');
    if (response === undefined) throw new TypeError('a response event carries the response');
    return { status: response.statusCode ?? 0, body: await text(response) };
  }
  const fromOutside = (headers: Record<string, string> = {}) => raw({ from: outside, headers });

  it('says the address that people use', () => {
    expect(product.url).toBe(proxy.url);
  });

  it('keeps a session: the page counts as ours although the connection comes from the proxy', async () => {
    expect((await owner.refreshes()).status).toBe(200);
    const headers = { cookie: owner.refreshCookie, origin: 'https://evil.example', 'x-hearthlore-client': '1' };
    const foreign = await owner.send('/api/v1/auth/refresh', { method: 'POST', headers });
    expect(foreign).toMatchObject({ status: 403, body: { code: 'auth.cross-site' } });
  });

  it('sends every protecting header, once, and does not say what it runs on', async () => {
    for (const path of ['/', '/api/v1/meta', '/health/ready']) {
      const { headers } = await owner.get(path);
      expect(headers.get('strict-transport-security')).toBe('max-age=63072000');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('server') ?? '').not.toMatch(/\d|caddy/i);
    }
  });

  it('passes events on as they happen', async () => {
    const stop = new AbortController();
    const response = await fetch(`${proxy.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${owner.accessToken}`, 'accept-encoding': 'gzip' },
      signal: stop.signal,
    });
    expect(response.headers.get('content-encoding')).toBeNull();
    if (!response.body) throw new Error('a stream has a body');
    const events = readEventData(response.body);
    // The stream stays open: a proxy that waits for more of it would never let this one through.
    const [{ value }, document] = await Promise.all([events.next(), owner.uploads('news.md', '# News\n\nAll well.\n')]);
    expect(value).toContain(document.id);
    stop.abort();
  });

  it('takes an upload of many megabytes without a temporary file', async () => {
    const answer = await owner.sends('large.bin', new Uint8Array(20 * MEGABYTE));
    expect(answer).toMatchObject({ status: 415, body: { code: 'document.unsupported' } });
  });

  it('lets Hearthlore say what is too large, and stops what is far beyond by itself', async () => {
    const beyond = await owner.sends('beyond.txt', new Uint8Array(51 * MEGABYTE));
    expect(beyond).toMatchObject({ status: 413, body: { code: 'document.too-large' } });
    const authorization = `Bearer ${owner.accessToken}`;
    const far = await raw({
      headers: { authorization, 'content-type': 'multipart/form-data; boundary=x' },
      bytes: 61 * MEGABYTE,
    });
    expect(far.status).toBe(413);
  });

  it.skipIf(outside === undefined)('sees the address of the client, not that of the proxy', async () => {
    const refused = await fromOutside();
    expect(refused.status).toBe(403);
    expect(codeSchema.parse(JSON.parse(refused.body)).code).toBe('network.refused');
  });

  it
    .skipIf(outside === undefined)
    .each([
      { 'x-forwarded-for': '203.0.113.9' },
      { 'x-forwarded-for': '127.0.0.1' },
      { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' },
      { 'x-real-ip': '203.0.113.9' },
      { forwarded: 'for=203.0.113.9;proto=https' },
      { forwarded: 'for=127.0.0.1', 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
      { connection: 'x-forwarded-for', 'x-forwarded-for': '127.0.0.1' },
    ])('does not believe a client that claims another address: %o', async (headers) => {
    expect((await fromOutside(headers)).status).toBe(403);
  });

  it('takes the name from the request itself and not from what the client calls it', async () => {
    expect((await raw({ headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' } })).status).toBe(
      200,
    );
  });

  it('writes no query string and no token into its log', async () => {
    await owner.get(`/api/v1/documents?cursor=${MARK}`);
    await owner.get(`/nowhere?word=${MARK}`);
    while (!proxy.logs().includes('/nowhere')) await owner.get(`/nowhere?word=${MARK}`);
    expect(proxy.logs()).not.toContain(MARK);
    expect(proxy.logs()).not.toContain(owner.accessToken);
    expect(proxy.logs()).not.toContain('__Host-hearthlore=');
  });
});
