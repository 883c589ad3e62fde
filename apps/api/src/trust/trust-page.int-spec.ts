import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEnv, tlsFiles } from '@hearthlore/config';
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509';
import { fastify } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveTrust } from './trust-page.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dates = { notBefore: new Date(Date.now() - 1_000), notAfter: new Date(Date.now() + 86_400_000) };

const dataDir = mkdtempSync(join(tmpdir(), 'hearthlore-trust-'));
const env = loadEnv({ HEARTHLORE_DATA_DIR: dataDir });
let ours: X509Certificate;
let foreign: X509Certificate;

beforeAll(async () => {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const others = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const name = 'CN=Home';
  const extensions = [new BasicConstraintsExtension(true, 0, true)];
  const shared = { ...dates, signingAlgorithm: ALGORITHM };
  const authority = await X509CertificateGenerator.createSelfSigned({ ...shared, name, keys, extensions });
  const leaf = { ...shared, subject: 'CN=Hearthlore', issuer: name, publicKey: keys.publicKey };
  ours = new X509Certificate(
    (await X509CertificateGenerator.create({ ...leaf, signingKey: keys.privateKey })).toString(),
  );
  foreign = new X509Certificate(
    (await X509CertificateGenerator.create({ ...leaf, signingKey: others.privateKey })).toString(),
  );
  mkdirSync(tlsFiles(dataDir).folder);
  writeFileSync(tlsFiles(dataDir).authority, authority.toString());
});
afterAll(() => rmSync(dataDir, { recursive: true }));

async function statuses(certificate: X509Certificate, settings = env): Promise<number[]> {
  const server = fastify();
  serveTrust(server, settings, certificate);
  const answers = await Promise.all(
    ['/trust', '/trust/trust.css', '/trust/ca.crt'].map((url) => server.inject({ url })),
  );
  await server.close();
  return answers.map(({ statusCode }) => statusCode);
}

it('is there while the certificate in use comes from the local authority', async () => {
  await expect(statuses(ours)).resolves.toEqual([200, 200, 200]);
});

it('is not there for a certificate of anybody else, be it in the authority’s name', async () => {
  await expect(statuses(foreign)).resolves.toEqual([404, 404, 404]);
});

it('is not there without an authority', async () => {
  const empty = loadEnv({ HEARTHLORE_DATA_DIR: join(dataDir, 'empty') });
  await expect(statuses(ours, empty)).resolves.toEqual([404, 404, 404]);
});
