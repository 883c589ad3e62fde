import 'reflect-metadata';
import { randomBytes, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { decodeNameConstraints, encodeNameConstraints, NAME_CONSTRAINTS, type Territory } from './name-constraints.js';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_652;
/** Together with the hour below at most the 397 days that browsers accept (CA/Browser Forum, ballot SC31). */
const LEAF_DAYS = 396;
/** Clocks of phones and computers differ a little. */
const EARLY_MS = 3_600_000;

/** A certificate in PEM with its private key in PEM (PKCS #8). */
export interface KeyPairPem {
  readonly certificate: string;
  readonly key: string;
}

/** Ten years, P-256; it can sign server certificates within its territory and no further authority. */
export async function createAuthority(name: string, territory: Territory, now: Date): Promise<KeyPairPem> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    notBefore: new Date(now.getTime() - EARLY_MS),
    notAfter: new Date(now.getTime() + AUTHORITY_DAYS * DAY_MS),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new Extension(NAME_CONSTRAINTS, true, encodeNameConstraints(territory)),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return toPem(certificate, keys.privateKey);
}

/** @returns What an authority may vouch for; `undefined` where it was not made by `createAuthority`. */
export function territoryOfAuthority(authorityPem: string): Territory | undefined {
  const extension = new X509Certificate(authorityPem).getExtension(NAME_CONSTRAINTS);
  return extension ? decodeNameConstraints(new Uint8Array(extension.value)) : undefined;
}

/**
 * A server certificate for these names and addresses, with a key of its own.
 *
 * @param names The first one is its subject, too.
 */
export async function issueCertificate(
  authority: KeyPairPem,
  names: readonly string[],
  now: Date,
): Promise<KeyPairPem> {
  const issuer = new X509Certificate(authority.certificate);
  const keys = await newKeys();
  const end = Math.min(now.getTime() + LEAF_DAYS * DAY_MS, issuer.notAfter.getTime());
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: ['Hearthlore'] }],
    issuer: issuer.subject,
    notBefore: new Date(now.getTime() - EARLY_MS),
    notAfter: new Date(end),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
      ),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return toPem(certificate, keys.privateKey);
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function importKey(pem: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), ALGORITHM, false, ['sign']);
}

async function toPem(certificate: X509Certificate, privateKey: CryptoKey): Promise<KeyPairPem> {
  const key = await crypto.subtle.exportKey('pkcs8', privateKey);
  return { certificate: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') };
}

/** Positive, at most 20 octets, and not to be guessed (RFC 5280, section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.set([((bytes[0] ?? 0) & 0x7f) | 0x40]);
  return bytes.toString('hex');
}
