import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { isIssuedBy, tlsFiles } from '@hearthlore/config';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { issueCertificate } from './authority.js';
import { initializeTls, type TlsWish } from './initialize.js';

const DAY_MS = 86_400_000;
const NOW = new Date();

const root = mkdtempSync(join(tmpdir(), 'hearthlore-tls-'));
afterAll(() => rmSync(root, { recursive: true }));

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(root, 'data-'));
});

const initialize = (wish: Partial<TlsWish> = {}) =>
  initializeTls({ dataDir, names: [], isAuthorityReplaced: false, now: NOW, ...wish });
const pem = (file: 'authority' | 'authorityKey' | 'certificate' | 'key'): string =>
  readFileSync(tlsFiles(dataDir)[file], 'utf8');

/** What a client that trusts the authority thinks of a server with this certificate, asked for this name. */
async function verdict(name: string, cert = pem('certificate'), key = pem('key')): Promise<string> {
  const server = createServer({ cert, key }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const isName = !/^[\d.]+$|:/.test(name);
  const socket = connect({ port, host: '127.0.0.1', ca: pem('authority'), ...(isName ? { servername: name } : {}) });
  const said = await new Promise<string>((resolve) => {
    socket.once('secureConnect', () => resolve('trusted'));
    socket.once('error', (error) => resolve(error.message));
  });
  socket.destroy();
  server.close();
  return said;
}

describe('tls init', () => {
  it('makes an authority for ten years and a certificate for at most 397 days', async () => {
    const { authority, certificate, isAuthorityNew } = await initialize();
    expect(isAuthorityNew).toBe(true);
    expect(authority.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    const days = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
    expect(days(authority.validFrom, authority.validTo)).toBeGreaterThan(3_650);
    expect(days(certificate.validFrom, certificate.validTo)).toBeLessThanOrEqual(397);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(NOW.getTime());
    expect(isIssuedBy(certificate, authority)).toBe(true);
    expect(authority.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  });

  it('keeps keys for their owner alone', async () => {
    const { files } = await initialize();
    for (const key of [files.key, files.authorityKey]) expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(statSync(files.folder).mode & 0o777).toBe(0o700);
  });

  it('is trusted for this machine and the names asked for', async () => {
    await initialize({ names: ['Attic.Local', 'family.example.org', '203.0.113.7'] });
    for (const name of ['localhost', '127.0.0.1', 'attic.local', 'family.example.org'])
      await expect(verdict(name)).resolves.toBe('trusted');
    await expect(verdict('other.local')).resolves.toMatch(/does not match/);
  });

  it('names the one asked for first', async () => {
    expect((await initialize({ names: ['attic.local', '192.168.1.2'] })).names.slice(0, 2)).toEqual([
      'attic.local',
      '192.168.1.2',
    ]);
  });

  it('renews the certificate and keeps the authority', async () => {
    const first = await initialize({ names: ['attic.local'] });
    const key = pem('key');
    const second = await initialize({ names: ['cellar.local'], now: new Date(NOW.getTime() + 300 * DAY_MS) });
    expect(second.isAuthorityNew).toBe(false);
    expect(second.authority.fingerprint256).toBe(first.authority.fingerprint256);
    expect(second.certificate.fingerprint256).not.toBe(first.certificate.fingerprint256);
    expect(second.certificate.checkHost('cellar.local')).toBeDefined();
    expect(pem('key')).not.toBe(key);
  });

  it('lets no certificate outlive its authority', async () => {
    const { authority } = await initialize();
    const late = new Date(Date.parse(authority.validTo) - 10 * DAY_MS);
    expect((await initialize({ now: late })).certificate.validTo).toBe(authority.validTo);
    const over = new Date(Date.parse(authority.validTo) + DAY_MS);
    await expect(initialize({ now: over })).rejects.toMatchObject({ code: 'tls.outside-authority' });
  });

  it('makes another authority only when told to', async () => {
    const first = await initialize();
    await expect(initialize({ names: ['family.example.org'] })).rejects.toMatchObject({
      code: 'tls.outside-authority',
      message: expect.stringContaining('--new-authority'),
    });
    const second = await initialize({ names: ['family.example.org'], isAuthorityReplaced: true });
    expect(second.authority.fingerprint256).not.toBe(first.authority.fingerprint256);
    await expect(verdict('family.example.org')).resolves.toBe('trusted');
  });

  it('refuses when the authority’s key is gone', async () => {
    const { files } = await initialize();
    rmSync(files.authorityKey);
    await expect(initialize()).rejects.toMatchObject({ code: 'tls.no-authority-key' });
    expect(existsSync(files.authorityKey)).toBe(false);
  });

  it.each(['', 'two words', 'https://home.example', '192.168.1', '1.2.3.4.5', 'x_y.local', '-a.local', 'é.local'])(
    'refuses "%s" as a name',
    async (name) => {
      await expect(initialize({ names: [name] })).rejects.toMatchObject({ code: 'tls.bad-name' });
    },
  );
});

describe('a stolen authority', () => {
  it.each(['bank.example', 'localhost.example', '203.0.113.7'])('is not believed about %s', async (name) => {
    await initialize();
    const authority = { certificate: pem('authority'), key: pem('authorityKey') };
    const forged = await issueCertificate(authority, [name, 'attic.local'], NOW);
    await expect(verdict('attic.local', forged.certificate, forged.key)).resolves.toBe('permitted subtree violation');
  });

  it('cannot make another authority', async () => {
    await initialize();
    const server = { certificate: pem('certificate'), key: pem('key') };
    const forged = await issueCertificate(server, ['attic.local'], NOW);
    const chain = `${forged.certificate}\n${server.certificate}`;
    await expect(verdict('attic.local', chain, forged.key)).resolves.toMatch(/certificate signing/);
  });
});
