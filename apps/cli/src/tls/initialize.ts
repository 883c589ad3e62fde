import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { type TlsFiles, tlsFiles } from '@hearthlore/config';
import { writeSecretFile } from '@hearthlore/machine';
import { createAuthority, issueCertificate, type KeyPairPem, territoryOfAuthority } from './authority.js';
import { machineNames, parseName, territoryOf } from './machine-names.js';
import { isWithin } from './name-constraints.js';
import { BadNameError, NoAuthorityKeyError, OutsideAuthorityError } from './tls.errors.js';

export interface TlsSetUp {
  readonly files: TlsFiles;
  /** The first one is for the public address. */
  readonly names: readonly string[];
  readonly authority: X509Certificate;
  readonly certificate: X509Certificate;
  readonly isAuthorityNew: boolean;
}

export interface TlsWish {
  readonly dataDir: string;
  /** Beside the names and addresses of this machine. */
  readonly names: readonly string[];
  /** Makes a new authority, which every device has to be given anew. */
  readonly isAuthorityReplaced: boolean;
  readonly now: Date;
}

/**
 * Makes the installation's own authority where there is none, and a new server certificate by it. The authority stays:
 * devices that trust it go on without a warning.
 *
 * @throws {BadNameError} for what is neither a name nor an address.
 * @throws {OutsideAuthorityError} for a name that the authority may not vouch for, or when its time is over.
 * @throws {NoAuthorityKeyError} when the authority's key is gone.
 */
export async function initializeTls({ dataDir, names, isAuthorityReplaced, now }: TlsWish): Promise<TlsSetUp> {
  const wanted = names.map((text) => {
    const name = parseName(text);
    if (name === undefined) throw new BadNameError(text);
    return name;
  });
  const files = tlsFiles(dataDir);
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  const kept = isAuthorityReplaced ? undefined : readAuthority(files);
  const authority = kept ?? (await newAuthority(files, wanted, now));
  const served = namesFor(authority, wanted, now);
  const issued = await issueCertificate(authority, served, now);
  writeSecretFile(files.key, issued.key.trim(), 0o600);
  writeSecretFile(files.certificate, issued.certificate.trim(), 0o644);
  return {
    files,
    names: served,
    authority: new X509Certificate(authority.certificate),
    certificate: new X509Certificate(issued.certificate),
    isAuthorityNew: kept === undefined,
  };
}

function readAuthority(files: TlsFiles): KeyPairPem | undefined {
  if (!existsSync(files.authority)) return undefined;
  if (!existsSync(files.authorityKey)) throw new NoAuthorityKeyError(files.authorityKey);
  return { certificate: readFileSync(files.authority, 'utf8'), key: readFileSync(files.authorityKey, 'utf8') };
}

async function newAuthority(files: TlsFiles, wanted: readonly string[], now: Date): Promise<KeyPairPem> {
  const label = machineNames().names[0] ?? wanted[0] ?? 'home';
  const authority = await createAuthority(`Hearthlore at ${label}`, territoryOf(wanted), now);
  writeSecretFile(files.authorityKey, authority.key.trim(), 0o600);
  writeSecretFile(files.authority, authority.certificate.trim(), 0o644);
  return authority;
}

/** What was asked for has to be possible; what only happens to be a name of this machine is left out if it is not. */
function namesFor(authority: KeyPairPem, wanted: readonly string[], now: Date): string[] {
  const territory = territoryOfAuthority(authority.certificate) ?? { names: [], networks: [] };
  const outside = wanted.filter((name) => !isWithin(territory, name));
  if (outside.length > 0) throw new OutsideAuthorityError(outside.join(', '));
  if (new Date(new X509Certificate(authority.certificate).validTo) < now) throw new OutsideAuthorityError('this day');
  const machine = machineNames();
  const [dotted, ...short] = machine.names.toReversed();
  const own = [
    ...(dotted === undefined ? [] : [dotted]),
    ...machine.addresses,
    ...short,
    'localhost',
    '127.0.0.1',
    '::1',
  ];
  return [...new Set([...wanted, ...own.filter((name) => isWithin(territory, name))])];
}
