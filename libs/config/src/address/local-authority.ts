import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `hearthlore tls init` keeps the authority of this installation and what it issued. */
export interface TlsFiles {
  readonly folder: string;
  readonly authority: string;
  readonly authorityKey: string;
  readonly certificate: string;
  readonly key: string;
}

export function tlsFiles(dataDir: string): TlsFiles {
  const folder = join(dataDir, 'tls');
  return {
    folder,
    authority: join(folder, 'ca.crt'),
    authorityKey: join(folder, 'ca.key'),
    certificate: join(folder, 'server.crt'),
    key: join(folder, 'server.key'),
  };
}

/** @returns The certificate of the installation's own authority, where it has one. */
export function findLocalAuthority(dataDir: string): X509Certificate | undefined {
  const { authority } = tlsFiles(dataDir);
  try {
    return existsSync(authority) ? new X509Certificate(readFileSync(authority)) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the authority signed the certificate: only then is it of use to trust the authority. */
export function isIssuedBy(leaf: X509Certificate, authority: X509Certificate): boolean {
  return leaf.checkIssued(authority) && leaf.verify(authority.publicKey);
}
