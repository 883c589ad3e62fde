import { BlockList, isIPv4 } from 'node:net';
import { normalizeAddress } from './ip-address.js';

/** A set of addresses, named by networks in CIDR notation (RFC 4632, RFC 4291) or by single addresses. */
export class Networks {
  readonly #list = new BlockList();

  private constructor(readonly isEmpty: boolean) {}

  /**
   * @param text Such as `192.168.1.0/24, fd00::/8, 10.0.0.7`; empty for no address at all.
   * @returns `undefined` where a part of it is no network.
   */
  static parse(text: string): Networks | undefined {
    const parts = text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const networks = new Networks(parts.length === 0);
    return parts.every((part) => networks.#add(part)) ? networks : undefined;
  }

  /** @param address In any spelling; what is no address is in no network. */
  includes(address: string): boolean {
    const plain = normalizeAddress(address);
    return plain !== undefined && this.#list.check(plain, familyOf(plain));
  }

  #add(text: string): boolean {
    const [base = '', bits, ...rest] = text.split('/');
    const address = normalizeAddress(base);
    if (address === undefined || rest.length > 0) return false;
    const width = isIPv4(address) ? 32 : 128;
    const prefix = bits === undefined ? width : parsePrefix(bits, width);
    if (prefix === undefined) return false;
    this.#list.addSubnet(address, prefix, familyOf(address));
    return true;
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

function parsePrefix(text: string, width: number): number | undefined {
  if (!/^(0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= width ? prefix : undefined;
}
