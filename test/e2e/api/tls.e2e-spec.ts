import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type ConnectionOptions, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findFreePort } from '@hearthlore/machine';
import { newDataDir, type Product, removeDataDir, startProduct } from '../../harness/product.js';

const PROGRAM = join(import.meta.dirname, '../../../dist/apps/cli/main.js');
const ada = { name: 'Ada', email: 'ada@tls.example', passphrase: 'cobalt meadow ferret plinth ounce' };

const initSchema = z.object({
  authority: z.object({ isNew: z.boolean(), fingerprint: z.string() }),
  certificate: z.object({ fingerprint: z.string() }),
  settings: z.record(z.string(), z.string()),
  trust: z.string(),
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line as a person of this machine uses it. */
async function hearthlore(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Run> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  await once(child, 'close');
  return { code: child.exitCode, out, err };
}

describe('a home network with an authority of its own', () => {
  const dataDir = newDataDir();
  let port: number;
  let made: z.output<typeof initSchema>;
  let product: Product;
  let authority: string;

  const tlsInit = async () => {
    const settings = { HEARTHLORE_DATA_DIR: dataDir, HEARTHLORE_PORT: String(port), HEARTHLORE_HOST: '0.0.0.0' };
    const { out } = await hearthlore(settings, 'tls', 'init', '--name', 'localhost', 'attic.local', '--json');
    return initSchema.parse(JSON.parse(out));
  };

  beforeAll(async () => {
    port = await findFreePort();
    made = await tlsInit();
    authority = readFileSync(join(dataDir, 'tls/ca.crt'), 'utf8');
    setDefaultCACertificates([...getCACertificates('bundled'), authority]);
    product = await startProduct({ dataDir, env: { ...made.settings, HEARTHLORE_PORT: String(port) } });
  });

  afterAll(async () => {
    await product.stop();
    removeDataDir(dataDir);
  });

  /** A handshake, or why there was none. */
  const handshake = (options: ConnectionOptions): Promise<TLSSocket | string> =>
    new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ...options });
      socket.once('secureConnect', () => resolve(socket));
      socket.once('error', ({ message }) => resolve(message));
    });
  const servedFingerprint = async (): Promise<string> => {
    const socket = await handshake({});
    if (typeof socket === 'string') throw new Error(socket);
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };

  it('serves https at the address that people use', async () => {
    expect(product.url).toBe(`https://localhost:${port}`);
    const answer = await fetch(`${product.url}/api/v1/meta`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=63072000');
  });

  it('signs in over it, and refreshes as its own page does', async () => {
    const owner = await product.client().setsUp(product.setupCode, ada);
    expect((await owner.refreshes()).status).toBe(200);
  });

  it('speaks TLS 1.2 and newer with forward secrecy', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await handshake({ minVersion: version, maxVersion: version });
      if (typeof socket === 'string') throw new Error(socket);
      expect(socket.getProtocol()).toBe(version);
      expect(socket.getCipher().name).toMatch(/GCM|CHACHA20/);
      socket.destroy();
    }
    const weak = 'DEFAULT@SECLEVEL=0';
    await expect(handshake({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: weak })).resolves.toBeTypeOf(
      'string',
    );
    for (const ciphers of ['AES128-GCM-SHA256', 'ECDHE-ECDSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA384'])
      await expect(handshake({ maxVersion: 'TLSv1.2', ciphers })).resolves.toBeTypeOf('string');
  });

  it('does not answer plain HTTP', async () => {
    const call = plainRequest({ host: '127.0.0.1', port, path: '/api/v1/meta' });
    const outcome = new Promise((resolve) => {
      call.once('response', ({ statusCode }) => resolve(statusCode));
      call.once('error', () => resolve('refused'));
    });
    call.end();
    await expect(outcome).resolves.toBe('refused');
  });

  it('serves no page that reached it under another name', async () => {
    const call = request({
      host: '127.0.0.1',
      port,
      servername: 'localhost',
      headers: { host: 'evil.example' },
      path: '/',
    });
    call.end();
    const [response]: { statusCode?: number }[] = await once(call, 'response');
    expect(response?.statusCode).toBe(421);
  });

  it('hands the authority to phones on a page that needs no script', async () => {
    const page = await fetch(made.trust);
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    expect(html).toContain(made.authority.fingerprint.replaceAll(':', ' '));
    expect(html).not.toMatch(/<script|<style|style=|onclick|https:\/\/(?!localhost)/);
    for (const system of ['iPhone', 'Android', 'Windows', 'macOS', 'Firefox']) expect(html).toContain(system);
    const style = await fetch(`${product.url}/trust/trust.css`);
    expect(style.headers.get('content-type')).toBe('text/css; charset=utf-8');
    const file = await fetch(`${product.url}/trust/ca.crt`);
    expect(file.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    const certificate = new X509Certificate(Buffer.from(await file.arrayBuffer()));
    expect(certificate.fingerprint256).toBe(made.authority.fingerprint);
    expect(certificate.ca).toBe(true);
  });

  it('is trusted by the command line on the same machine, and by none that cannot read the data folder', async () => {
    const config = mkdtempSync(join(tmpdir(), 'hearthlore-config-'));
    writeFileSync(join(config, 'passphrase'), ada.passphrase, { mode: 0o600 });
    const login = ['login', '--email', ada.email, '--passphrase-file', join(config, 'passphrase')];
    const here = { XDG_CONFIG_HOME: config, HEARTHLORE_PUBLIC_URL: product.url };
    const trusted = await hearthlore({ ...here, HEARTHLORE_DATA_DIR: dataDir }, ...login);
    expect(trusted).toMatchObject({ code: 0 });
    const stranger = await hearthlore({ ...here, HEARTHLORE_DATA_DIR: config }, ...login);
    expect(stranger.code).toBe(1);
    rmSync(config, { recursive: true });
  });

  it('is content with itself', async () => {
    const settings = { ...made.settings, HEARTHLORE_DATA_DIR: dataDir, HEARTHLORE_PORT: String(port) };
    const { out } = await hearthlore(settings, 'doctor', '--json');
    const findings = z
      .array(z.object({ name: z.string(), state: z.string(), message: z.string() }))
      .parse(JSON.parse(out));
    const find = (name: string) => findings.find((finding) => finding.name === name);
    expect(find('certificate')).toMatchObject({ state: 'ok', message: expect.stringContaining('local authority') });
    expect(find('port')).toMatchObject({ state: 'ok', message: `Hearthlore serves at ${product.url}` });
  });

  it('takes a renewed certificate without a restart, and keeps the one it has when the new one is no good', async () => {
    expect(await servedFingerprint()).toBe(made.certificate.fingerprint);
    const renewed = await tlsInit();
    expect(renewed.authority).toEqual({ isNew: false, fingerprint: made.authority.fingerprint });
    while ((await servedFingerprint()) !== renewed.certificate.fingerprint) await sleep(100);
    writeFileSync(join(dataDir, 'tls/server.crt'), authority);
    while (!product.output().includes('certificate not renewed')) await sleep(100);
    expect(await servedFingerprint()).toBe(renewed.certificate.fingerprint);
  });
});

describe('hearthlore up', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-refused-'));
  const files = {
    HEARTHLORE_TLS_CERT_FILE: join(folder, 'tls/server.crt'),
    HEARTHLORE_TLS_KEY_FILE: join(folder, 'tls/server.key'),
  };
  const home = { HEARTHLORE_PUBLIC_URL: 'https://attic.local:7420' };

  beforeAll(async () => {
    await hearthlore({ HEARTHLORE_DATA_DIR: folder }, 'tls', 'init', '--name', 'attic.local');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['plain HTTP beyond this machine', { HEARTHLORE_HOST: '0.0.0.0' }, 'plain HTTP is for this machine alone'],
    ['a public address that nobody encrypts', home, 'HEARTHLORE_PUBLIC_URL: somebody has to serve https'],
    ['a public address without encryption', { HEARTHLORE_PUBLIC_URL: 'http://attic.local' }, 'HEARTHLORE_PUBLIC_URL'],
    [
      'no certificate',
      { ...home, ...files, HEARTHLORE_TLS_CERT_FILE: '/nowhere' },
      'HEARTHLORE_TLS_CERT_FILE: no such file',
    ],
    [
      'no key',
      { ...home, HEARTHLORE_TLS_CERT_FILE: files.HEARTHLORE_TLS_CERT_FILE },
      'HEARTHLORE_TLS_KEY_FILE: missing',
    ],
    [
      'the key of another certificate',
      { ...home, ...files, HEARTHLORE_TLS_KEY_FILE: join(folder, 'tls/ca.key') },
      'HEARTHLORE_TLS_KEY_FILE: the key of another certificate',
    ],
    [
      'other names',
      { ...files, HEARTHLORE_PUBLIC_URL: 'https://cellar.local' },
      'HEARTHLORE_TLS_CERT_FILE: made for other names',
    ],
  ])('refuses to start with %s, says which, and touches nothing', async (_, settings, message) => {
    const dataDir = join(folder, 'untouched');
    const { code, err } = await hearthlore({ HEARTHLORE_DATA_DIR: dataDir, ...settings }, 'up');
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(() => readFileSync(join(dataDir, 'setup-code'))).toThrow(/ENOENT/);
  });
});
