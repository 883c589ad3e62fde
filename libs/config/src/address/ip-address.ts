import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
const GROUP_BITS = 16;
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * The one spelling of an address: lower case, shortest form (RFC 5952), no zone, and IPv4 written as IPv4 although a
 * socket that listens on both families gives it as `::ffff:192.0.2.7`. Two spellings of one address would be two
 * entries of a limit, or a way past a list.
 *
 * @returns `undefined` for what is no address.
 */
export function normalizeAddress(text: string): string | undefined {
  if (isIPv4(text)) return text;
  const [address = ''] = text.split('%', 1);
  if (!isIPv6(address)) return undefined;
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = MAPPED.exec(short) ?? [];
  if (high === undefined || low === undefined) return short;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 0xff, second >> 8, second & 0xff].join('.');
}

/** How many leading bits of an address name the network that a person can change addresses within. */
export interface NetworkBits {
  readonly v4: number;
  readonly v6: number;
}

/**
 * The network around an address, such as `192.0.2.0/24` or `2001:db8:1:2::/64`.
 *
 * @param address As `normalizeAddress` gives it.
 */
export function networkAround(address: string, bits: NetworkBits): string {
  if (isIPv4(address)) {
    const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - bits.v4);
    const first = Math.floor(value / size) * size;
    const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
    return `${parts.join('.')}/${bits.v4}`;
  }
  const groups = groupsOf(address).map((group, index) => {
    const kept = Math.min(Math.max(bits.v6 - index * GROUP_BITS, 0), GROUP_BITS);
    return (group & (0xffff << (GROUP_BITS - kept)) & 0xffff).toString(16);
  });
  return `${normalizeAddress(groups.join(':')) ?? '::'}/${bits.v6}`;
}

function groupsOf(address: string): number[] {
  const [head = '', tail = ''] = address.split('::', 2);
  const parse = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [parse(head), parse(tail)];
  return [...before, ...Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

/** Whether an address, or the name `localhost`, is this machine and nobody else. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const address = normalizeAddress(host);
  return address === '::1' || (address !== undefined && isIPv4(address) && address.startsWith('127.'));
}
