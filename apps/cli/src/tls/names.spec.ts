import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { machineNames, parseName } from './machine-names.js';
import { decodeNameConstraints, encodeNameConstraints, isWithin } from './name-constraints.js';

const TERRITORY = {
  names: [
    'local',
    'localhost',
    'family.example.org',
    ...Array.from({ length: 20 }, (_, index) => `name-${index}.example`),
  ],
  networks: ['10.0.0.0/8', '172.16.0.0/12', '203.0.113.7/32', '::1/128', 'fc00::/7'],
};

describe('what an authority may vouch for', () => {
  it('survives being written into a certificate', () => {
    expect(decodeNameConstraints(encodeNameConstraints(TERRITORY))).toEqual(TERRITORY);
  });

  it('is not read from something else', () => {
    expect(decodeNameConstraints(new Uint8Array())).toBeUndefined();
    expect(decodeNameConstraints(Uint8Array.of(0x30, 0x00))).toBeUndefined();
    expect(decodeNameConstraints(Uint8Array.of(0x04, 0x02, 0xa0, 0x00))).toBeUndefined();
  });

  it.each([
    ['attic.local', true],
    ['local', true],
    ['deep.attic.local', true],
    ['notlocal', false],
    ['attic.local.example', false],
    ['10.9.8.7', true],
    ['11.0.0.1', false],
    ['172.31.255.255', true],
    ['172.32.0.0', false],
    ['203.0.113.7', true],
    ['203.0.113.8', false],
    ['fd00::7', true],
    ['2001:db8::1', false],
  ])('includes %s: %s', (name, expected) => {
    expect(isWithin(TERRITORY, name)).toBe(expected);
  });
});

describe('the names of this machine', () => {
  const nic = (address: string, internal = false): NetworkInterfaceInfo =>
    ({
      address,
      internal,
      family: address.includes(':') ? 'IPv6' : 'IPv4',
      netmask: '',
      mac: '',
      cidr: null,
      ...(address.includes(':') ? { scopeid: 0 } : {}),
    }) as NetworkInterfaceInfo;

  it('are its host name, the one of mDNS, and its addresses in home networks', () => {
    const interfaces = {
      lo: [nic('127.0.0.1', true)],
      eth0: [nic('192.168.1.2'), nic('fe80::1'), nic('fd00::2'), nic('203.0.113.7'), nic('2001:db8::1')],
    };
    expect(machineNames('Attic', interfaces)).toEqual({
      names: ['attic', 'attic.local'],
      addresses: ['192.168.1.2', 'fd00::2'],
    });
    expect(machineNames('attic.lan', {})).toEqual({ names: ['attic.lan'], addresses: [] });
    expect(machineNames('my_pc', {}).names).toEqual([]);
    expect(machineNames('localhost', {}).names).toEqual([]);
  });

  it('are written one way', () => {
    expect(parseName(' Attic.Local. ')).toBe('attic.local');
    expect(parseName('FD00:0::2')).toBe('fd00::2');
    expect(parseName('1.2.3')).toBeUndefined();
  });
});
