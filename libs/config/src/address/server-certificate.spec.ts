import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PemConverter, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEnv } from '../env.js';
import { readServerCertificate } from './server-certificate.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const [BEGIN, END] = [new Date('2026-01-01T00:00:00Z'), new Date('2027-01-01T00:00:00Z')];
const NOW = new Date('2026-06-01T00:00:00Z');

const folder = mkdtempSync(join(tmpdir(), 'hearthlore-certificates-'));
const file = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  for (const name of ['server', 'other']) {
    const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=home.example',
      notBefore: BEGIN,
      notAfter: END,
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'attic.local' },
          { type: 'ip', value: '192.168.1.2' },
          { type: 'ip', value: 'fd00::2' },
        ]),
      ],
    });
    writeFileSync(file(`${name}.crt`), certificate.toString('pem'));
    const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
    writeFileSync(file(`${name}.key`), PemConverter.encode(key, 'PRIVATE KEY'));
  }
  writeFileSync(file('empty'), '');
});

const read = (settings: NodeJS.ProcessEnv = {}, now = NOW) =>
  readServerCertificate(
    loadEnv({
      HEARTHLORE_TLS_CERT_FILE: file('server.crt'),
      HEARTHLORE_TLS_KEY_FILE: file('server.key'),
      HEARTHLORE_PUBLIC_URL: 'https://attic.local:7420',
      ...settings,
    }),
    now,
  );

describe('a certificate', () => {
  it('that is right is taken with its key', () => {
    const taken = read();
    expect(taken?.expiresAt).toEqual(END);
    expect(taken?.certificate).toContain('BEGIN CERTIFICATE');
  });

  it('may be made for an address', () => {
    for (const host of ['192.168.1.2', '[fd00::2]'])
      expect(read({ HEARTHLORE_PUBLIC_URL: `https://${host}:7420` })).toBeDefined();
  });

  it('may have any name behind a proxy, and on this machine', () => {
    const proxied = { HEARTHLORE_PUBLIC_URL: 'https://other.example', HEARTHLORE_TRUSTED_PROXIES: '192.168.1.1' };
    expect(read(proxied)).toBeDefined();
    expect(read({ HEARTHLORE_PUBLIC_URL: '' })).toBeDefined();
  });

  it('is not there where none is set', () => {
    expect(readServerCertificate(loadEnv({}))).toBeUndefined();
  });

  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['missing', { HEARTHLORE_TLS_CERT_FILE: file('none') }, /HEARTHLORE_TLS_CERT_FILE: no such file/],
    ['a folder', { HEARTHLORE_TLS_CERT_FILE: folder }, /HEARTHLORE_TLS_CERT_FILE: unreadable/],
    ['empty', { HEARTHLORE_TLS_CERT_FILE: file('empty') }, /HEARTHLORE_TLS_CERT_FILE: no certificate/],
    ['a key', { HEARTHLORE_TLS_CERT_FILE: file('server.key') }, /HEARTHLORE_TLS_CERT_FILE: no certificate/],
    ['without its key', { HEARTHLORE_TLS_KEY_FILE: file('none') }, /HEARTHLORE_TLS_KEY_FILE: no such file/],
    ['with a key that is none', { HEARTHLORE_TLS_KEY_FILE: file('server.crt') }, /HEARTHLORE_TLS_KEY_FILE: no private/],
    [
      'with a foreign key',
      { HEARTHLORE_TLS_KEY_FILE: file('other.key') },
      /HEARTHLORE_TLS_KEY_FILE: the key of another/,
    ],
    ['for other names', { HEARTHLORE_PUBLIC_URL: 'https://home.example' }, /CERT_FILE: made for other names/],
    ['for other addresses', { HEARTHLORE_PUBLIC_URL: 'https://192.168.1.3' }, /CERT_FILE: made for other names/],
  ])('that is %s is refused', (_, settings, message) => {
    expect(() => read(settings)).toThrow(message);
  });

  it('is refused before and after its time', () => {
    expect(() => read({}, new Date('2025-12-31T23:59:59Z'))).toThrow(/CERT_FILE: not valid before 2026-01-01/);
    expect(() => read({}, new Date('2027-01-01T00:00:01Z'))).toThrow(/CERT_FILE: expired at 2027-01-01/);
  });
});
