/** What the key of a program may be used for; access control, checked on every request. */
export const API_KEY_SCOPES = [
  'chat',
  'search',
  'documents:read',
  'documents:write',
  'embed',
  'mcp',
  'ingest',
  'admin',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/**
 * These open nothing of the member's: what `ingest` brings is sealed to the public key, what `admin` asks is no content.
 * A key with no other scope wraps no key.
 */
const OPENS_NOTHING: ReadonlySet<ApiKeyScope> = new Set<ApiKeyScope>(['ingest', 'admin']);

export function opensRing(scopes: readonly ApiKeyScope[]): boolean {
  return scopes.some((scope) => !OPENS_NOTHING.has(scope));
}

/** Stored scopes that this version does not know give nothing. */
export function knownScopes(stored: readonly string[]): ApiKeyScope[] {
  return API_KEY_SCOPES.filter((scope) => stored.includes(scope));
}
