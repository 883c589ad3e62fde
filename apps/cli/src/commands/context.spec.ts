import { describe, expect, it } from 'vitest';
import { WrongUseError } from '../client/client.errors.js';
import { serverOrigin } from './context.js';

describe('the server that a command talks to', () => {
  it('is this machine unless something else is named', () => {
    expect(serverOrigin(undefined, {})).toBe('http://127.0.0.1:7420');
    expect(serverOrigin(undefined, { HEARTHLORE_HOST: '::1', HEARTHLORE_PORT: '1234' })).toBe('http://[::1]:1234');
    expect(serverOrigin(undefined, { HEARTHLORE_PUBLIC_URL: 'https://home.example/' })).toBe('https://home.example');
    expect(serverOrigin('https://other.example:8443/x', {})).toBe('https://other.example:8443');
  });

  it.each([
    'http://home.example',
    'http://192.168.1.2:7420',
    'http://127.0.0.1.example',
    'ftp://127.0.0.1',
    'home',
    '',
  ])('is never one that would get a passphrase in clear: %s', (address) => {
    expect(() => serverOrigin(address, {})).toThrow(WrongUseError);
  });
});
