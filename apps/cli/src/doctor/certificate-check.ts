import { statSync } from 'node:fs';
import { type Env, findLocalAuthority, isIssuedBy, readServerCertificate } from '@hearthlore/config';
import { AppError } from '@hearthlore/kernel';
import { type Finding, fail, ok, warn } from './finding.js';

const DAY_MS = 86_400_000;
/** Time enough to renew by hand, and for an automatic renewal that failed once to be noticed. */
const WARN_DAYS = 14;

export function checkCertificate(env: Env, now = new Date()): Finding {
  const { HEARTHLORE_TLS_KEY_FILE: keyFile } = env;
  try {
    const certificate = readServerCertificate(env, now);
    if (certificate === undefined || keyFile === undefined) return ok('certificate', whoEncrypts(env));
    if (statSync(keyFile).mode & 0o007) return fail('certificate', `Others can read its key: chmod o-rwx ${keyFile}`);
    const authority = findLocalAuthority(env.HEARTHLORE_DATA_DIR);
    const isLocal = authority !== undefined && isIssuedBy(certificate.leaf, authority);
    const days = Math.floor((certificate.expiresAt.getTime() - now.getTime()) / DAY_MS);
    if (days < WARN_DAYS)
      return warn('certificate', `It ends in ${days} days: renew it${isLocal ? ' by "hearthlore tls init"' : ''}.`);
    return ok('certificate', `${isLocal ? 'by the local authority' : 'of your own'}, for ${days} more days`);
  } catch (error) {
    if (error instanceof AppError) return fail('certificate', error.message);
    throw error;
  }
}

function whoEncrypts(env: Env): string {
  return env.HEARTHLORE_TRUSTED_PROXIES.isEmpty ? 'none: this machine alone is served' : 'none here: the proxy has it';
}
