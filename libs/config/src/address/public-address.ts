import { isIP } from 'node:net';
import type { Env } from '../env.js';
import { isLoopback } from './ip-address.js';

type AddressEnv = Pick<
  Env,
  'HEARTHLORE_HOST' | 'HEARTHLORE_PORT' | 'HEARTHLORE_PUBLIC_URL' | 'HEARTHLORE_TLS_CERT_FILE'
>;

/** The address of this installation on its own machine. */
export function loopbackUrl(env: AddressEnv): string {
  const { HEARTHLORE_HOST: host, HEARTHLORE_PORT: port } = env;
  const scheme = env.HEARTHLORE_TLS_CERT_FILE === undefined ? 'http' : 'https';
  const name = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** The address that people use: what links point to, and what a browser's Origin has to be. No slash at its end. */
export function publicUrl(env: AddressEnv): string {
  return env.HEARTHLORE_PUBLIC_URL ?? loopbackUrl(env);
}

/** For whom passkeys are made (Web Authentication Level 3, sections 5.1.3 and 13.4.9). */
export interface RelyingParty {
  readonly rpId: string;
  /** Of the pages that may use them. */
  readonly origins: readonly string[];
}

/** Why there can be no passkeys here: a browser offers them at https addresses with a name, and at `localhost`. */
export interface NoRelyingParty {
  readonly reason: 'address-has-no-name';
}

/**
 * Without a public address passkeys belong to `localhost`: a browser takes the name, and never 127.0.0.1, for a secure
 * place that can have them. The page has to be opened at one of the origins.
 */
export function relyingParty(env: AddressEnv): RelyingParty | NoRelyingParty {
  const url = new URL(env.HEARTHLORE_PUBLIC_URL ?? loopbackUrl(env));
  if (env.HEARTHLORE_PUBLIC_URL === undefined && isLoopback(env.HEARTHLORE_HOST)) url.hostname = 'localhost';
  if (isIP(url.hostname) !== 0 || url.hostname.startsWith('[')) return { reason: 'address-has-no-name' };
  return { rpId: url.hostname, origins: [url.origin] };
}
