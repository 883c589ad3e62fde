import { createHmac, createPrivateKey, createPublicKey, randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { type JWTPayload, SignJWT } from 'jose';
import { newId } from '@hearthlore/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDataDir, type Product, removeDataDir, startProduct } from '../harness/product.js';
import type { ProductClient } from '../harness/product-client.js';
import { type ApiRoute, apiRoutes } from '../harness/security/api-routes.js';
import { openBundles } from './attacker/attack.js';
import { steal } from './attacker/stolen-installation.js';

const ada = { name: 'Ada', email: 'ada@door.example', passphrase: 'thistle canyon ladle ember quartz' };
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const WEB = join(import.meta.dirname, '../../dist/web');

const dataDir = newDataDir();
let product: Product;
let owner: ProductClient;
let privateKey: ReturnType<typeof createPrivateKey>;

beforeAll(async () => {
  const first = await startProduct({ dataDir });
  await first.client().setsUp(first.setupCode, ada);
  await first.stop();
  // The server's own key, so that a token can be right in all but one thing.
  const seed = openBundles(await steal(dataDir)).get('auth.accessTokenSeed') ?? Buffer.alloc(0);
  privateKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
  product = await startProduct({ dataDir });
  owner = await product.client().signsIn(ada);
});

afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
});

const closed = apiRoutes().filter(({ isPublic }) => !isPublic);

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Without the client that browsers' rules apply to: headers arrive as they are. */
function send(method: string, path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${product.url}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    sent.once('error', reject);
    sent.end();
  });
}

const address = ({ path }: ApiRoute): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'page' ? '1' : newId()));

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface Variation {
  readonly header?: object;
  readonly claims?: JWTPayload;
  readonly without?: string;
}

/** A token as the server makes them, but for what is named. */
function token({ header = {}, claims = {}, without }: Variation = {}): Promise<string> {
  const [, payload = ''] = owner.accessToken.split('.');
  const own: JWTPayload = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const changed = Object.fromEntries(
    Object.entries({ ...own, jti: randomUUID(), ...claims }).filter(([name]) => name !== without),
  );
  return new SignJWT(changed).setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', ...header }).sign(privateKey);
}

/** The public key as a shared secret: what a verifier that believes the header would take. */
function confusedToken(): string {
  const [, payload = ''] = owner.accessToken.split('.');
  const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt' })}.${payload}`;
  const secret = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' });
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function tampered(): string {
  const [header, payload = '', signature] = owner.accessToken.split('.');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
  return [header, base64url({ ...claims, sub: newId() }), signature].join('.');
}

const unsigned = (): string => `${base64url({ alg: 'none', typ: 'at+jwt' })}.${owner.accessToken.split('.')[1]}.`;

const seconds = (): number => Math.floor(Date.now() / 1000);

const BAD_TOKENS: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['is missing', () => ''],
  ['is no token', () => randomBytes(24).toString('base64url')],
  ['was changed', tampered],
  ['is not signed', unsigned],
  ['is signed with the public key as a secret', confusedToken],
  ['has expired', () => token({ claims: { exp: seconds() - 60 } })],
  ['is not valid yet', () => token({ claims: { nbf: seconds() + 600 } })],
  ['never expires', () => token({ without: 'exp' })],
  ['is for another service', () => token({ claims: { aud: 'elsewhere' } })],
  ['is of another issuer', () => token({ claims: { iss: 'elsewhere' } })],
  ['is of another type', () => token({ header: { typ: 'JWT' } })],
  ['names no session', () => token({ without: 'sid' })],
  ['names another member', () => token({ claims: { sub: newId() } })],
];

describe('a route that is not public', () => {
  it('takes a token that is right: the test can make one', async () => {
    const good = await token();
    expect((await send('GET', '/api/v1/me', { authorization: `Bearer ${good}` })).status).toBe(200);
  });

  it.each(BAD_TOKENS)('answers 401 when the token %s', async (_, make) => {
    const bad = await make();
    for (const route of closed) {
      const headers = bad === '' ? {} : { authorization: `Bearer ${bad}` };
      const { status, body } = await send(route.method, address(route), headers);
      expect({ route: route.name, status }).toEqual({ route: route.name, status: 401 });
      expect(JSON.parse(body)).toMatchObject({ code: 'auth.token-invalid' });
    }
  });

  it('does not take the cookie, nor a token in the address', async () => {
    const viaCookie = await send('GET', '/api/v1/documents', { cookie: owner.refreshCookie });
    const viaAddress = await send('GET', `/api/v1/documents?access_token=${owner.accessToken}`);
    expect([viaCookie.status, viaAddress.status]).toEqual([401, 401]);
  });
});

describe('refresh and sign-out', () => {
  const ours = { 'x-hearthlore-client': '1' };
  const foreign: readonly (readonly [string, Record<string, string>])[] = [
    ['of another site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['of a neighbouring site', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['that a person typed as an address', { ...ours, 'sec-fetch-site': 'none' }],
    ['of another origin', { ...ours, origin: 'https://evil.example' }],
    ['of an origin that hides itself', { ...ours, origin: 'null' }],
    ['without our header', { 'sec-fetch-site': 'same-origin' }],
    ['with our header wrong', { 'x-hearthlore-client': '0', 'sec-fetch-site': 'same-origin' }],
    ['of another site with our origin', { ...ours, origin: 'http://127.0.0.1', 'sec-fetch-site': 'cross-site' }],
  ];

  it.each(foreign)('refuse a request %s, and the session lives on', async (_, headers) => {
    for (const path of ['/api/v1/auth/refresh', '/api/v1/auth/logout']) {
      const { status, body } = await send('POST', path, { ...headers, cookie: owner.refreshCookie });
      expect(status).toBe(403);
      expect(JSON.parse(body)).toMatchObject({ code: 'auth.cross-site' });
    }
    expect((await owner.refreshes()).status).toBe(200);
  });

  it('give a cookie that scripts, other sites and plain subdomains cannot have', async () => {
    const answer = await owner.refreshes();
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-hearthlore=/);
    for (const attribute of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(attribute);
    expect(cookie).not.toMatch(/domain=/i);
  });

  it('are not opened by CORS', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-hearthlore-client',
    };
    const answer = await send('OPTIONS', '/api/v1/auth/refresh', headers);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('every answer', () => {
  const paths = [
    '/',
    '/documents',
    '/api/v1/meta',
    '/api/v1/documents',
    '/health/live',
    '/api/v1/nowhere',
    '/theme.js',
  ];

  it.each(paths)('%s carries the headers that keep it to itself', async (path) => {
    const { headers } = await send('GET', path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    const policy = parsePolicy(String(headers['content-security-policy']));
    expect(policy).toMatchObject({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'connect-src': ["'self'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'font-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
      'require-trusted-types-for': ["'script'"],
    });
    // Style elements by hash alone.
    expect(policy['style-src']?.filter((source) => !/^'(self|sha256-[A-Za-z0-9+/]+=*)'$/.test(source))).toEqual([]);
    expect(Object.values(policy).flat().join(' ')).not.toMatch(/unsafe|https?:|\*/);
  });

  it('of the API is kept in no cache', async () => {
    for (const path of ['/api/v1/meta', '/api/v1/documents'])
      expect((await send('GET', path)).headers['cache-control']).toBe('no-store');
  });
});

describe('the built page', () => {
  const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' });
  const read = (ending: RegExp) =>
    files.filter((name) => ending.test(name)).map((name) => ({ name, text: readFileSync(join(WEB, name), 'utf8') }));

  it('asks no other host for anything', () => {
    const requests = [
      ...read(/\.html$/).map((file) => ({
        ...file,
        pattern: /\b(?:src|href|action|content)=["']?(?:https?:)?\/\/[^"'\s>]+/gi,
      })),
      ...read(/\.css$/).map((file) => ({ ...file, pattern: /(?:url\(|@import)\s*["']?(?:https?:)?\/\/[^"')]+/gi })),
      ...read(/\.webmanifest$/).map((file) => ({ ...file, pattern: /(?:https?:)?\/\/[^"']+/gi })),
      ...read(/\.js$/).map((file) => ({
        ...file,
        pattern:
          /(?:fetch|import|importScripts|sendBeacon|(?:Worker|EventSource|WebSocket|URL|Request|Image))\(\s*["'`](?:https?|wss?)?:?\/\/[^"'`]+|\.(?:src|href)\s*=\s*["'`](?:https?:)?\/\/[^"'`]+/g,
      })),
    ];
    expect(requests.length).toBeGreaterThan(5);
    expect(
      requests.flatMap(({ name, text, pattern }) => (text.match(pattern) ?? []).map((url) => `${name}: ${url}`)),
    ).toEqual([]);
  });

  it('has no script or style inside the page', () => {
    for (const { text } of read(/\.html$/)) {
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>\s*\S/i);
      expect(text).not.toMatch(/<style|\son\w+=|\sstyle=/i);
    }
  });
});

function parsePolicy(header: string): Record<string, string[]> {
  return Object.fromEntries(
    header.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}
