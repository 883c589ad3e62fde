import { InvalidAccessTokenError } from '@hearthlore/identity';
import type { FastifyRequest } from 'fastify';

const BEARER = /^bearer +(\S+) *$/i;
const PREFIX = 'hlk_';

/**
 * The key that a program shows, in either of the two headers that programs know.
 *
 * @returns `undefined` where a session is meant.
 * @throws {InvalidAccessTokenError} where the two headers do not say the same: which one counts is nobody's guess.
 */
export function apiKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const own = headers['x-api-key'];
  const bearer = BEARER.exec(headers.authorization ?? '')?.[1];
  if (own === undefined) return bearer?.startsWith(PREFIX) ? bearer : undefined;
  if (Array.isArray(own) || (headers.authorization !== undefined && bearer !== own))
    throw new InvalidAccessTokenError();
  return own;
}
