import { SESSION_ABSOLUTE } from '@hearthlore/vault';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const REFRESH_COOKIE = '__Host-hearthlore';

const OPTIONS = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

export function setRefreshCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(REFRESH_COOKIE, token, { ...OPTIONS, maxAge: SESSION_ABSOLUTE / 1000 });
}

export function clearRefreshCookie(reply: FastifyReply): void {
  void reply.clearCookie(REFRESH_COOKIE, OPTIONS);
}

export function readRefreshCookie(request: FastifyRequest): string {
  return request.cookies[REFRESH_COOKIE] ?? '';
}
