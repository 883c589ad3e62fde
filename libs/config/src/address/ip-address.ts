import { isIPv4, isIPv6 } from 'node:net';

const IPV6_BYTES = 16;
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

/** @param address As `normalizeAddress` gives it. @returns 4 or 16 bytes, in network order. */
export function addressBytes(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number);
  const [head = '', tail = ''] = address.split('::', 2);
  const [before, after] = [groupBytes(head), groupBytes(tail)];
  return Uint8Array.from([...before, ...Array<number>(IPV6_BYTES - before.length - after.length).fill(0), ...after]);
}

/** @param bytes 4 or 16. */
export function addressOf(bytes: Uint8Array): string {
  if (bytes.length !== IPV6_BYTES) return bytes.join('.');
  const groups = Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? [];
  return normalizeAddress(groups.join(':')) ?? '::';
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

/** @returns As many bytes as an address has, with the leading `prefix` bits set. */
export function networkMask(prefix: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (0xff00 >> Math.min(Math.max(prefix - index * 8, 0), 8)) & 0xff);
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
  const bytes = addressBytes(address);
  const prefix = bytes.length === IPV6_BYTES ? bits.v6 : bits.v4;
  const mask = networkMask(prefix, bytes.length);
  return `${addressOf(bytes.map((byte, index) => byte & (mask[index] ?? 0)))}/${prefix}`;
}

/** Whether an address, or the name `localhost`, is this machine and nobody else. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const address = normalizeAddress(host);
  return address === '::1' || (address !== undefined && isIPv4(address) && address.startsWith('127.'));
}
