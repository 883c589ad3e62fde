import { describe, expect, it } from 'vitest';
import { loadEnv } from '../env.js';
import { isLoopback, networkAround, normalizeAddress } from './ip-address.js';
import { Networks } from './networks.js';
import { loopbackUrl, publicUrl, relyingParty } from './public-address.js';

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:C000:0207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('%s has one spelling', (given, wanted) => {
    expect(normalizeAddress(given)).toBe(wanted);
  });

  it.each(['', 'unknown', '192.0.2', '192.0.2.07', '192.0.2.7:80', '[::1]', '192.0.2.7, 192.0.2.8', '_hidden', '1'])(
    '"%s" is none',
    (given) => {
      expect(normalizeAddress(given)).toBeUndefined();
    },
  );

  it.each([
    ['192.0.2.255', '192.0.2.0/24'],
    ['255.255.255.255', '255.255.255.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8::/64'],
    ['::1', '::/64'],
  ])('%s counts as its network %s', (address, network) => {
    expect(networkAround(address, { v4: 24, v6: 64 })).toBe(network);
  });

  it('is cut at any bit', () => {
    expect(networkAround('192.0.2.255', { v4: 20, v6: 48 })).toBe('192.0.0.0/20');
    expect(networkAround('2001:db8:1:ffff::1', { v4: 24, v6: 48 })).toBe('2001:db8:1::/48');
    expect(networkAround('2001:db8:1:ffff::1', { v4: 24, v6: 52 })).toBe('2001:db8:1:f000::/52');
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::ffff:127.0.0.1', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['128.0.0.1', false],
    ['127.0.0.1.example', false],
  ])('%s is this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('a list of networks', () => {
  const includes = (list: string, address: string) => Networks.parse(list)?.includes(address);

  it.each([
    ['192.168.1.0/24', '192.168.1.200', true],
    ['192.168.1.0/24', '192.168.2.1', false],
    ['192.168.1.0/24', '::ffff:192.168.1.9', true],
    ['::ffff:192.168.1.7', '192.168.1.7', true],
    ['192.168.1.7/24', '192.168.1.9', true],
    ['10.0.0.7', '10.0.0.7', true],
    ['10.0.0.7', '10.0.0.8', false],
    ['10.0.0.7 , fd00::/8', 'fd12::1', true],
    ['fd00::/8', 'fe00::1', false],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['', '127.0.0.1', false],
    ['0.0.0.0/0', 'unknown', false],
  ])('"%s" includes %s: %s', (list, address, expected) => {
    expect(includes(list, address)).toBe(expected);
  });

  it.each([
    'home',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'fd00::/129',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.1;',
  ])('"%s" is none', (text) => {
    expect(Networks.parse(text)).toBeUndefined();
  });
});

const files = { HEARTHLORE_TLS_CERT_FILE: '/c', HEARTHLORE_TLS_KEY_FILE: '/k' };
const home = { HEARTHLORE_PUBLIC_URL: 'https://home.example' };
const proxies = { HEARTHLORE_TRUSTED_PROXIES: '192.0.2.1' };

describe('where Hearthlore listens', () => {
  it.each([
    {},
    files,
    { HEARTHLORE_HOST: '::1' },
    { ...home, ...files },
    { ...home, ...proxies },
    { HEARTHLORE_HOST: '0.0.0.0', ...home, ...files },
    { HEARTHLORE_HOST: '192.168.1.2', ...home, ...proxies },
  ])('may be %o', (settings) => {
    expect(() => loadEnv(settings)).not.toThrow();
  });

  it.each([
    [{ HEARTHLORE_HOST: '0.0.0.0' }, /HEARTHLORE_HOST: .*HEARTHLORE_PUBLIC_URL.*plain HTTP is for this machine alone/],
    [{ HEARTHLORE_HOST: '192.168.1.2', ...home }, /HEARTHLORE_HOST: plain HTTP is for this machine alone/],
    [{ HEARTHLORE_HOST: '::', ...files }, /HEARTHLORE_PUBLIC_URL/],
    [{ HEARTHLORE_HOST: 'home.example', ...home, ...files }, /HEARTHLORE_HOST/],
    [home, /HEARTHLORE_PUBLIC_URL: somebody has to serve https/],
    [{ HEARTHLORE_TLS_CERT_FILE: '/c' }, /HEARTHLORE_TLS_KEY_FILE: missing/],
    [{ HEARTHLORE_TLS_KEY_FILE: '/k' }, /HEARTHLORE_TLS_CERT_FILE: missing/],
    [{ HEARTHLORE_TRUSTED_PROXIES: 'proxy.example' }, /HEARTHLORE_TRUSTED_PROXIES/],
    [{ HEARTHLORE_ALLOWED_NETWORKS: '10.0.0.0/40' }, /HEARTHLORE_ALLOWED_NETWORKS/],
  ])('may not be %o', (settings, message) => {
    expect(() => loadEnv(settings)).toThrow(message);
  });

  it.each([
    'http://home.example',
    'https://home.example/family',
    'https://home.example/?a',
    'https://me:pw@home.example',
  ])('is not known to people as %s', (HEARTHLORE_PUBLIC_URL) => {
    expect(() => loadEnv({ ...files, HEARTHLORE_PUBLIC_URL })).toThrow(/HEARTHLORE_PUBLIC_URL/);
  });
});

describe('the address', () => {
  it('of this machine follows host, port and certificate', () => {
    expect(loopbackUrl(loadEnv({}))).toBe('http://127.0.0.1:7420');
    expect(loopbackUrl(loadEnv({ HEARTHLORE_HOST: '::1', HEARTHLORE_PORT: '1234' }))).toBe('http://[::1]:1234');
    expect(loopbackUrl(loadEnv({ HEARTHLORE_HOST: '0.0.0.0', ...home, ...files }))).toBe('https://127.0.0.1:7420');
    expect(loopbackUrl(loadEnv({ HEARTHLORE_HOST: '::', ...home, ...proxies }))).toBe('http://[::1]:7420');
  });

  it('that people use is the public one where there is one', () => {
    expect(publicUrl(loadEnv({}))).toBe('http://127.0.0.1:7420');
    expect(publicUrl(loadEnv({ ...files, HEARTHLORE_PUBLIC_URL: 'https://Home.Example:443/' }))).toBe(
      'https://home.example',
    );
  });
});

describe('passkeys', () => {
  it('belong to localhost while only this machine is served', () => {
    expect(relyingParty(loadEnv({}))).toEqual({ rpId: 'localhost', origins: ['http://localhost:7420'] });
    expect(relyingParty(loadEnv(files))).toEqual({ rpId: 'localhost', origins: ['https://localhost:7420'] });
  });

  it('belong to the name of the public address', () => {
    const env = loadEnv({ ...files, HEARTHLORE_PUBLIC_URL: 'https://attic.local:7420' });
    expect(relyingParty(env)).toEqual({ rpId: 'attic.local', origins: ['https://attic.local:7420'] });
  });

  it.each(['https://192.168.1.2:7420', 'https://[fd00::2]'])('do not exist at %s, which has no name', (url) => {
    expect(relyingParty(loadEnv({ ...files, HEARTHLORE_PUBLIC_URL: url }))).toEqual({ reason: 'address-has-no-name' });
  });
});
