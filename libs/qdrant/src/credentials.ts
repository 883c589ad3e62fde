import type { Secret } from '@hearthlore/config';
import { SignJWT } from 'jose';

/** Of a token, in seconds: long enough for the slowest call, too short to be worth stealing. */
const TOKEN_LIFE = 300;

/** What a call may do: `manage` makes, drops and lists collections; the others work in one collection. */
export type Access = 'manage' | { readonly collection: string; readonly access: 'r' | 'prw' };

/** @returns The headers that prove the right to a call; none where there is no key. */
export type Credentials = (access: Access) => Promise<Readonly<Record<string, string>>>;

export const noCredentials: Credentials = () => Promise.resolve({});

/** For a server that knows no tokens: the key itself, every time. */
export function keyCredentials(apiKey: Secret): Credentials {
  return () => Promise.resolve({ 'api-key': apiKey.reveal() });
}

/**
 * For a server with `service.jwt_rbac`: a token that opens one collection, to read or to write, for five minutes, signed
 * with the API key (HS256). A call that is made by mistake, or is made to name another member's collection, is refused
 * by Qdrant itself. Only what concerns whole collections carries the key.
 */
export function tokenCredentials(apiKey: Secret): Credentials {
  const key = new TextEncoder().encode(apiKey.reveal());
  return async (access) => {
    if (access === 'manage') return { 'api-key': apiKey.reveal() };
    const token = await new SignJWT({ access: [access] })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setExpirationTime(`${TOKEN_LIFE}s`)
      .sign(key);
    return { authorization: `Bearer ${token}` };
  };
}
