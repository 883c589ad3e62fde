import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { findLocalAuthority } from '@hearthlore/config';

/**
 * Lets this process trust, beside Node's own list, what the person's system trusts and the authority of an installation
 * on this machine. That authority is limited by its own certificate, so it cannot vouch for servers elsewhere.
 *
 * @param dataDir Of the installation, if there is one here that this person may read.
 */
export function trustAuthorities(dataDir: string): void {
  const local = findLocalAuthority(dataDir);
  setDefaultCACertificates([
    ...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...(local ? [local.toString()] : [])]),
  ]);
}
