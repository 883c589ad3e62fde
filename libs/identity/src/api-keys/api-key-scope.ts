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
