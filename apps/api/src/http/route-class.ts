import type { RouteClass } from '@hearthlore/identity';
import type { FastifyRequest } from 'fastify';

/** By method and route template, first match wins; everything else of the api is `default`. */
const CLASSES: readonly (readonly [RegExp, RouteClass])[] = [
  [/^(POST|PUT|PATCH|DELETE) \/api\/v1\/(auth|setup|invites\/accept|resets)\b/, 'auth'],
  // Whoever asks for a receipt is nobody here, and holds a token or guesses.
  [/^GET \/api\/v1\/erasure\/receipt$/, 'auth'],
  [/^\w+ \/api\/v1\/me\/(step-up|passphrase|recovery-key|totp|passkeys)\b/, 'auth'],
  [/^POST \/api\/v1\/documents$/, 'upload'],
  [/^POST \/api\/v1\/search$/, 'search'],
  [/^POST \/api\/v1\/chats\/:id\/messages$/, 'chat'],
];

const known = new Map<string, RouteClass | undefined>();

/** @returns `undefined` for what is not limited: whoever watches the server's health asks often. */
export function routeClassOf(request: Pick<FastifyRequest, 'method' | 'routeOptions'>): RouteClass | undefined {
  const route = `${request.method} ${request.routeOptions.url ?? ''}`;
  const found = known.get(route);
  if (found !== undefined || known.has(route)) return found;
  const isLimited = !/^\w+ \/health\//.test(route);
  const routeClass = isLimited ? (CLASSES.find(([form]) => form.test(route))?.[1] ?? 'default') : undefined;
  known.set(route, routeClass);
  return routeClass;
}
