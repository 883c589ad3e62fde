import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv } from '@hearthlore/config';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { initializeTls, type TlsSetUp } from '../tls/initialize.js';
import { checkCertificate } from './certificate-check.js';

const DAY_MS = 86_400_000;

const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-doctor-'));
let made: TlsSetUp;
beforeAll(async () => {
  made = await initializeTls({ dataDir, names: ['attic.local'], isAuthorityReplaced: false, now: new Date() });
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const check = (daysBeforeEnd: number, settings: NodeJS.ProcessEnv = {}) => {
  const env = loadEnv({
    HEARTHLORE_DATA_DIR: dataDir,
    HEARTHLORE_PUBLIC_URL: 'https://attic.local:7420',
    HEARTHLORE_TLS_CERT_FILE: made.files.certificate,
    HEARTHLORE_TLS_KEY_FILE: made.files.key,
    ...settings,
  });
  return checkCertificate(env, new Date(Date.parse(made.certificate.validTo) - daysBeforeEnd * DAY_MS));
};

it('is content with a certificate that lasts', () => {
  expect(check(15)).toMatchObject({ state: 'ok', message: 'by the local authority, for 15 more days' });
});

it('warns in the last fourteen days, and says how to renew', () => {
  expect(check(13.5)).toMatchObject({ state: 'warn', message: expect.stringContaining('hearthlore tls init') });
});

it('fails for one that ended, that has other names, or whose key others can read', () => {
  expect(check(-1)).toMatchObject({ state: 'fail', message: expect.stringContaining('expired') });
  expect(check(15, { HEARTHLORE_PUBLIC_URL: 'https://cellar.local' })).toMatchObject({ state: 'fail' });
  chmodSync(made.files.key, 0o604);
  expect(check(15)).toMatchObject({ state: 'fail', message: expect.stringContaining('chmod o-rwx') });
  chmodSync(made.files.key, 0o600);
});

it('says who encrypts where there is no certificate', () => {
  expect(checkCertificate(loadEnv({})).message).toContain('this machine alone');
  const proxied = { HEARTHLORE_PUBLIC_URL: 'https://home.example', HEARTHLORE_TRUSTED_PROXIES: '127.0.0.1' };
  expect(checkCertificate(loadEnv(proxied)).message).toContain('the proxy');
});
