import { SESSION_ABSOLUTE } from '@hearthlore/vault';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const REFRESH_COOKIE = '__Host-hearthlore';

const OPTIONS = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

/**
 * Ends a value that the browser forgets when it closes; no token has it. Browsers do not send back how long they keep a
 * cookie, so the wish travels in the cookie itself. Whoever changes it changes how long their own browser remembers.
 */
const UNTIL_CLOSED = '.';

/** @param lasts Whether the browser keeps it beyond its own end, as long as a session can last. */
export function setRefreshCookie(reply: FastifyReply, token: string, lasts: boolean): void {
  if (lasts) void reply.setCookie(REFRESH_COOKIE, token, { ...OPTIONS, maxAge: SESSION_ABSOLUTE / 1000 });
  else void reply.setCookie(REFRESH_COOKIE, `${token}${UNTIL_CLOSED}`, OPTIONS);
}

export function clearRefreshCookie(reply: FastifyReply): void {
  void reply.clearCookie(REFRESH_COOKIE, OPTIONS);
}

export function readRefreshCookie(request: FastifyRequest): string {
  const value = valueOf(request);
  return value.endsWith(UNTIL_CLOSED) ? value.slice(0, -UNTIL_CLOSED.length) : value;
}

/** Whether the cookie that came was to outlast the browser: the one that follows it does the same. */
export function refreshCookieLasts(request: FastifyRequest): boolean {
  return !valueOf(request).endsWith(UNTIL_CLOSED);
}

const valueOf = (request: FastifyRequest): string => request.cookies[REFRESH_COOKIE] ?? '';
