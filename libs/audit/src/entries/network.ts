import { isIPv4, isIPv6 } from 'node:net';

const V4_MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** Sixteen-bit groups of an IPv6 address, and how many of them name a network that one customer is given. */
const GROUPS = 8;
const NETWORK_GROUPS = 3;

/**
 * The network of an address: /24 of IPv4, /48 of IPv6. Coarse enough not to follow one device, fine enough to see that
 * a sign-in came from somewhere else.
 *
 * @returns Such as `192.0.2.0/24` or `2001:db8:1::/48`; `undefined` for what is no address.
 */
export function networkOf(address: string): string | undefined {
  const [plain = ''] = address.split('%', 1);
  const four = V4_MAPPED.exec(plain)?.[1] ?? plain;
  if (isIPv4(four)) return `${four.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return undefined;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // Dotted digits at the end stand for two groups.
  const length = (groups: readonly string[]): number => groups.length + (groups.at(-1)?.includes('.') === true ? 1 : 0);
  const gap = tail === undefined ? 0 : GROUPS - length(before) - length(after);
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after].slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/48`;
}
