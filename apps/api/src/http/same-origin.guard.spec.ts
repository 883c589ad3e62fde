import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { describe, expect, it } from 'vitest';
import { SameOriginGuard } from './same-origin.guard.js';

const home = 'https://home.example:7420';
const guard = new SameOriginGuard(home);
const ours = { 'x-hearthlore-client': '1' };

const admits = (headers: object, host = 'home.example:7420', protocol = 'https'): boolean =>
  guard.canActivate(new ExecutionContextHost([{ headers, host, protocol }]));

describe('a route that reads the cookie', () => {
  it.each<[string, object]>([
    ['our page', { ...ours, 'sec-fetch-site': 'same-origin', origin: home }],
    ['our page in a browser that says less', { ...ours, origin: home }],
    ['a program', ours],
  ])('answers %s', (_, headers) => {
    expect(admits(headers)).toBe(true);
  });

  it('answers our page behind a proxy that gives us another name', () => {
    expect(admits({ ...ours, origin: home }, '127.0.0.1:7420', 'http')).toBe(true);
  });

  it.each(['127.0.0.1:7420', 'localhost:7420', '[::1]:7420'])('answers the page of this machine at %s', (host) => {
    expect(admits({ ...ours, origin: `http://${host}` }, host, 'http')).toBe(true);
  });

  it.each<[string, object]>([
    ['another site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['a sister domain', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', { ...ours, 'sec-fetch-site': 'none' }],
    ['a browser that lies about its site in words unknown', { ...ours, 'sec-fetch-site': 'same-origin, cross-site' }],
    ['another origin', { ...ours, origin: 'https://evil.example' }],
    ['the same host at another port', { ...ours, origin: 'https://home.example:8080' }],
    ['the same host without encryption', { ...ours, origin: 'http://home.example:7420' }],
    ['an origin that only begins like ours', { ...ours, origin: `${home}.evil.example` }],
    ['an origin that hides', { ...ours, origin: 'null' }],
    ['another site with our origin', { ...ours, origin: home, 'sec-fetch-site': 'cross-site' }],
    ['another program of this machine', { ...ours, origin: 'http://localhost:3000' }],
    ['a form: no header of ours', { 'sec-fetch-site': 'same-origin' }],
    ['a header of ours with another value', { ...ours, 'x-hearthlore-client': 'true' }],
    ['a header of ours sent twice', { ...ours, 'x-hearthlore-client': '1, 1' }],
  ])('refuses %s', (_, headers) => {
    const refusal = expect.objectContaining({ code: 'auth.cross-site', kind: 'forbidden' });
    expect(() => admits(headers)).toThrow(refusal);
    expect(() => admits(headers, 'localhost:7420', 'http')).toThrow(refusal);
  });

  it('refuses a name that only its sender calls ours', () => {
    expect(() => admits({ ...ours, origin: 'http://evil.example' }, 'evil.example', 'http')).toThrow(/another site/);
  });
});
