import { hostname, networkInterfaces } from 'node:os';
import { isLoopback, Networks, normalizeAddress } from '@hearthlore/config';

/** Suffixes that no public name has: RFC 6762, RFC 8375, ICANN's reservation of 2024, and what home routers give out. */
const HOME_SUFFIXES = ['local', 'home.arpa', 'internal', 'lan', 'home'];
/** Addresses of home networks and of private overlays: RFC 1918, RFC 3927, RFC 6598, RFC 4193, RFC 4291. */
const HOME_NETWORKS = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];
/** Letters, digits and hyphens (RFC 1123, section 2.1). */
const DNS_NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

/** @returns The one spelling of a name or an address; `undefined` for neither. */
export function parseName(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  const isNumeric = /^[\d.]+$/.test(name) || name.includes(':');
  return normalizeAddress(name) ?? (!isNumeric && name.length <= 253 && DNS_NAME.test(name) ? name : undefined);
}

/** What an authority for these names may vouch for: home networks, this machine, and whatever was named besides. */
export function territoryOf(names: readonly string[]): { readonly names: string[]; readonly networks: string[] } {
  const home = Networks.parse(HOME_NETWORKS.join(','));
  const isHomeName = (name: string): boolean => HOME_SUFFIXES.some((suffix) => name.endsWith(`.${suffix}`));
  const own = ['localhost', ...machineNames().names, ...names];
  const dnsNames = own.filter((name) => normalizeAddress(name) === undefined && !isHomeName(name));
  const strange = own.filter((name) => normalizeAddress(name) !== undefined && home?.includes(name) === false);
  return {
    names: [...new Set([...HOME_SUFFIXES, ...dnsNames])],
    networks: [...HOME_NETWORKS, ...new Set(strange.map((name) => `${name}/${name.includes(':') ? 128 : 32}`))],
  };
}

/** How other machines of the home network may call this one; public addresses of this machine are left out. */
export function machineNames(
  name = hostname(),
  interfaces = networkInterfaces(),
): { names: string[]; addresses: string[] } {
  const own = parseName(name);
  const isName = own !== undefined && normalizeAddress(own) === undefined && !isLoopback(own);
  const names = isName ? [own, ...(own.includes('.') ? [] : [`${own}.local`])] : [];
  const home = Networks.parse(HOME_NETWORKS.join(','));
  const addresses = Object.values(interfaces)
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:') && home?.includes(address))
    .flatMap(({ address }) => normalizeAddress(address) ?? []);
  return { names, addresses: [...new Set(addresses)] };
}
