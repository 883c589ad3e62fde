import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { describe, expect, it } from 'vitest';
import { SameOriginGuard } from './same-origin.guard.js';

const guard = new SameOriginGuard();
const host = 'home.example:7420';
const ours = { host, 'x-hearthlore-client': '1' };

const admits = (headers: object): boolean => guard.canActivate(new ExecutionContextHost([{ headers }]));

describe('a route that reads the cookie', () => {
  it.each<[string, object]>([
    ['our page', { ...ours, 'sec-fetch-site': 'same-origin', origin: `http://${host}` }],
    ['our page in a browser that says less', { ...ours, origin: `https://${host}` }],
    ['a program', ours],
  ])('answers %s', (_, headers) => {
    expect(admits(headers)).toBe(true);
  });

  it.each<[string, object]>([
    ['another site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['a sister domain', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['an address that was typed', { ...ours, 'sec-fetch-site': 'none' }],
    ['a browser that lies about its site in words unknown', { ...ours, 'sec-fetch-site': 'same-origin, cross-site' }],
    ['another origin', { ...ours, origin: 'https://evil.example' }],
    ['the same host at another port', { ...ours, origin: 'http://home.example:8080' }],
    ['an origin that only begins like ours', { ...ours, origin: `http://${host}.evil.example` }],
    ['an origin that hides', { ...ours, origin: 'null' }],
    ['another site with our origin', { ...ours, origin: `http://${host}`, 'sec-fetch-site': 'cross-site' }],
    ['a form: no header of ours', { host, 'sec-fetch-site': 'same-origin' }],
    ['a header of ours with another value', { ...ours, 'x-hearthlore-client': 'true' }],
    ['a header of ours sent twice', { ...ours, 'x-hearthlore-client': '1, 1' }],
  ])('refuses %s', (_, headers) => {
    expect(() => admits(headers)).toThrow(expect.objectContaining({ code: 'auth.cross-site', kind: 'forbidden' }));
  });
});
