import { errors, jwtVerify } from 'jose';
import { type Answer, plain, Refusal } from './stand-in-answers.js';

/** What a request may do. */
export interface Right {
  /** Everything. */
  readonly isFull: boolean;
  readonly collections: ReadonlyMap<string, 'r' | 'rw'>;
}

/** Paths that Qdrant answers without a key. */
const OPEN = new Set(['/', '/healthz', '/readyz', '/livez']);
const FULL: Right = { isFull: true, collections: new Map() };

export interface Keys {
  readonly apiKey: string | undefined;
  /** `service.jwt_rbac` */
  readonly usesTokens: boolean;
}

/** @returns The right, or the answer that there is none. */
export async function findRight(
  { apiKey, usesTokens }: Keys,
  path: string,
  headers: NodeJS.Dict<string | string[]>,
): Promise<Right | Answer> {
  if (apiKey === undefined || OPEN.has(path)) return FULL;
  const bearer = /^Bearer (.*)$/.exec(String(headers['authorization'] ?? ''))?.[1];
  const key = headers['api-key'] ?? bearer;
  if (typeof key !== 'string') return plain(401, 'Must provide an API key or an Authorization bearer token');
  if (key === apiKey) return FULL;
  if (!usesTokens) return plain(401, 'Invalid API key or JWT');
  try {
    const { payload } = await jwtVerify(key, new TextEncoder().encode(apiKey), {
      algorithms: ['HS256'],
      clockTolerance: 30,
    });
    return rightOf(payload['access']);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return plain(403, 'ExpiredSignature');
    if (error instanceof errors.JWSSignatureVerificationFailed) return plain(403, 'InvalidSignature');
    return plain(401, 'Invalid API key or JWT');
  }
}

export function needCollection(right: Right, collection: string, access: 'r' | 'rw'): void {
  if (right.isFull) return;
  const granted = right.collections.get(collection);
  if (granted === undefined) throw new Refusal(403, `Forbidden: Access to collection ${collection} is required`);
  if (access === 'rw' && granted !== 'rw')
    throw new Refusal(403, `Forbidden: Write access to collection ${collection} is required`);
}

export function needManagement(right: Right): void {
  if (!right.isFull) throw new Refusal(403, 'Forbidden: Global access is required');
}

function rightOf(access: unknown): Right {
  const entries: unknown[] = Array.isArray(access) ? access : [];
  const collections = new Map<string, 'r' | 'rw'>();
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null || !('collection' in entry) || !('access' in entry)) continue;
    if (typeof entry.collection !== 'string') continue;
    if (entry.access === 'r') collections.set(entry.collection, 'r');
    if (entry.access === 'rw' || entry.access === 'prw') collections.set(entry.collection, 'rw');
  }
  return { isFull: false, collections };
}
