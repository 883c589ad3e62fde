import { addressBytes, addressOf, Networks, networkMask, normalizeAddress } from '@hearthlore/config';

/** Of RFC 5280, section 4.2.1.10. */
export const NAME_CONSTRAINTS = '2.5.29.30';

const SEQUENCE = 0x30;
/** `permittedSubtrees [0]`, then the two forms of a general name that a server certificate has. */
const PERMITTED = 0xa0;
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

/**
 * What an authority may vouch for: names with everything below them, and networks in CIDR notation. With this in its
 * certificate, whoever steals the authority's key can pose as nothing on the internet.
 */
export interface Territory {
  readonly names: readonly string[];
  readonly networks: readonly string[];
}

/** @returns The extension's value in DER. */
export function encodeNameConstraints({ names, networks }: Territory): Uint8Array<ArrayBuffer> {
  const bases = [
    ...names.map((name) => element(DNS_NAME, Buffer.from(name, 'ascii'))),
    ...networks.map((network) => element(IP_ADDRESS, networkBytes(network))),
  ];
  const subtrees = Buffer.concat(bases.map((base) => element(SEQUENCE, base)));
  return new Uint8Array(element(SEQUENCE, element(PERMITTED, subtrees)));
}

/** @returns What `encodeNameConstraints` was given; `undefined` for another form. */
export function decodeNameConstraints(der: Uint8Array): Territory | undefined {
  const [outer] = elements(der);
  const [permitted] = outer?.tag === SEQUENCE ? elements(outer.value) : [];
  if (permitted?.tag !== PERMITTED) return undefined;
  const bases = elements(permitted.value).flatMap(({ value }) => elements(value));
  const valuesOf = (tag: number): Uint8Array[] => bases.filter((base) => base.tag === tag).map(({ value }) => value);
  return {
    names: valuesOf(DNS_NAME).map((value) => Buffer.from(value).toString('ascii')),
    networks: valuesOf(IP_ADDRESS).map(networkOf),
  };
}

/** @param name A DNS name in lower case, or an address. */
export function isWithin({ names, networks }: Territory, name: string): boolean {
  if (normalizeAddress(name) !== undefined) return Networks.parse(networks.join(','))?.includes(name) ?? false;
  return names.some((base) => name === base || name.endsWith(`.${base}`));
}

function networkBytes(network: string): Buffer {
  const [address = '', prefix = ''] = network.split('/', 2);
  const bytes = addressBytes(address);
  return Buffer.concat([bytes, networkMask(Number(prefix), bytes.length)]);
}

function networkOf(bytes: Uint8Array): string {
  const half = bytes.length / 2;
  const ones = [...bytes.subarray(half)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  return `${addressOf(bytes.subarray(0, half))}/${ones}`;
}

/** Lengths of up to 65,535 bytes (ITU-T X.690, section 8.1.3). */
function element(tag: number, value: Uint8Array): Buffer {
  const { length } = value;
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.from([tag, ...lengthBytes]), value]);
}

function elements(der: Uint8Array): { readonly tag: number; readonly value: Uint8Array }[] {
  const found: { tag: number; value: Uint8Array }[] = [];
  for (let at = 0; at + 2 <= der.length; ) {
    const [tag = 0, first = 0] = der.subarray(at, at + 2);
    const more = first < 0x80 ? 0 : first - 0x80;
    const start = at + 2 + more;
    const length = more === 0 ? first : Buffer.from(der).readUIntBE(at + 2, Math.min(more, 6));
    found.push({ tag, value: der.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}
