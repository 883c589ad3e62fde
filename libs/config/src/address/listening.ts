import { isLoopback } from './ip-address.js';
import type { Networks } from './networks.js';

/** The settings that have to fit together, by their names. */
interface ListeningSettings {
  readonly HEARTHLORE_HOST: string;
  readonly HEARTHLORE_PUBLIC_URL?: string | undefined;
  readonly HEARTHLORE_TLS_CERT_FILE?: string | undefined;
  readonly HEARTHLORE_TLS_KEY_FILE?: string | undefined;
  readonly HEARTHLORE_TRUSTED_PROXIES: Networks;
}

/**
 * Plain HTTP leaves this machine under no setting: passphrases and passages would be readable to everybody on the way,
 * and browsers neither keep `__Host-` cookies nor offer passkeys there.
 *
 * @returns What is wrong and what to set, by the name of the variable; empty where the settings fit together.
 */
export function listeningProblems(env: ListeningSettings): string[] {
  const { HEARTHLORE_TLS_CERT_FILE: certificate, HEARTHLORE_TLS_KEY_FILE: key } = env;
  const problems: string[] = [];
  if (certificate !== undefined && key === undefined)
    problems.push('HEARTHLORE_TLS_KEY_FILE: missing, the certificate needs its key');
  if (certificate === undefined && key !== undefined)
    problems.push('HEARTHLORE_TLS_CERT_FILE: missing, the key needs its certificate');
  const isEncrypted = certificate !== undefined || key !== undefined || !env.HEARTHLORE_TRUSTED_PROXIES.isEmpty;
  if (!isLoopback(env.HEARTHLORE_HOST)) {
    if (env.HEARTHLORE_PUBLIC_URL === undefined)
      problems.push(
        'HEARTHLORE_HOST: other machines can reach this address, so HEARTHLORE_PUBLIC_URL has to name the https address that people use',
      );
    if (!isEncrypted)
      problems.push(
        'HEARTHLORE_HOST: plain HTTP is for this machine alone; set HEARTHLORE_TLS_CERT_FILE and HEARTHLORE_TLS_KEY_FILE ("hearthlore tls init" makes them), or HEARTHLORE_TRUSTED_PROXIES',
      );
  } else if (env.HEARTHLORE_PUBLIC_URL !== undefined && !isEncrypted) {
    problems.push(
      'HEARTHLORE_PUBLIC_URL: somebody has to serve https; set HEARTHLORE_TLS_CERT_FILE and HEARTHLORE_TLS_KEY_FILE, or name the proxy in HEARTHLORE_TRUSTED_PROXIES',
    );
  }
  return problems;
}
