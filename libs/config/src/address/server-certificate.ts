import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { InvalidEnvironmentError } from '../config.errors.js';
import type { Env } from '../env.js';

type CertificateEnv = Pick<
  Env,
  'HEARTHLORE_PUBLIC_URL' | 'HEARTHLORE_TLS_CERT_FILE' | 'HEARTHLORE_TLS_KEY_FILE' | 'HEARTHLORE_TRUSTED_PROXIES'
>;

/** A certificate with its key, both looked at: they fit together, and browsers that trust its issuer accept it now. */
export interface ServerCertificate {
  /** PEM, with the chain that the file holds. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  readonly leaf: X509Certificate;
  readonly expiresAt: Date;
}

/**
 * @returns `undefined` where no certificate is set.
 * @throws {InvalidEnvironmentError} naming the file's variable and what is wrong with it.
 */
export function readServerCertificate(env: CertificateEnv, now = new Date()): ServerCertificate | undefined {
  const { HEARTHLORE_TLS_CERT_FILE: certificateFile, HEARTHLORE_TLS_KEY_FILE: keyFile } = env;
  if (certificateFile === undefined || keyFile === undefined) return undefined;
  const certificate = readPem('HEARTHLORE_TLS_CERT_FILE', certificateFile);
  const leaf = parseCertificate(certificate);
  const key = readPem('HEARTHLORE_TLS_KEY_FILE', keyFile);
  if (!leaf.checkPrivateKey(parseKey(key)))
    throw new InvalidEnvironmentError(['HEARTHLORE_TLS_KEY_FILE: the key of another certificate']);
  const [begins, expiresAt] = [new Date(leaf.validFrom), new Date(leaf.validTo)];
  if (now < begins) refuseCertificate(`not valid before ${begins.toISOString()}`);
  if (now > expiresAt) refuseCertificate(`expired at ${expiresAt.toISOString()}`);
  if (!isNamed(leaf, env)) refuseCertificate('made for other names than that of HEARTHLORE_PUBLIC_URL');
  return { certificate, key, leaf, expiresAt };
}

/** Behind a proxy people see the proxy's certificate, and ours may have any name. */
function isNamed(leaf: X509Certificate, env: CertificateEnv): boolean {
  if (env.HEARTHLORE_PUBLIC_URL === undefined || !env.HEARTHLORE_TRUSTED_PROXIES.isEmpty) return true;
  const host = new URL(env.HEARTHLORE_PUBLIC_URL).hostname.replaceAll(/[[\]]/g, '');
  return (isIP(host) === 0 ? leaf.checkHost(host, { subject: 'never' }) : leaf.checkIP(host)) !== undefined;
}

function readPem(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new InvalidEnvironmentError([`${variable}: ${isMissing ? 'no such file' : 'unreadable'}`], { cause });
  }
}

function parseCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new InvalidEnvironmentError(['HEARTHLORE_TLS_CERT_FILE: no certificate in PEM form'], { cause });
  }
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new InvalidEnvironmentError(['HEARTHLORE_TLS_KEY_FILE: no private key in PEM form without a passphrase'], {
      cause,
    });
  }
}

function refuseCertificate(what: string): never {
  throw new InvalidEnvironmentError([`HEARTHLORE_TLS_CERT_FILE: ${what}`]);
}
