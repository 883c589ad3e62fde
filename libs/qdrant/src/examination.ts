import { randomBytes } from 'node:crypto';
import type { Secret } from '@hearthlore/config';
import { collectionsAnswer, rootAnswer } from './answers.js';
import type { QdrantCalls } from './calls.js';
import { type Access, type Credentials, keyCredentials, noCredentials, tokenCredentials } from './credentials.js';
import { RefusalReason, VectorStoreRefusedError, VectorStoreVersionError } from './qdrant.errors.js';

const VERSION = /^(\d+)\.(\d+)\.\d+/;
const MAJOR = 1;
/** Payload filters in tokens were removed in 1.16, and what a token may do has been the same since. */
const LEAST_MINOR = 16;

/** What a server turned out to be. */
export interface QdrantExamination {
  readonly version: string;
  /** Whether one collection is opened by a token for it alone (`service.jwt_rbac`), rather than by the key for all. */
  readonly usesTokens: boolean;
  /** Whether the server answers who has no key at all. */
  readonly isOpen: boolean;
}

/** An examination, and what the calls that follow it are to carry. */
export interface Examined {
  readonly examination: QdrantExamination;
  readonly credentials: Credentials;
}

/**
 * Asks a server what it is before anything is sent to it. What cannot be seen from outside is for whoever runs it to
 * set: `telemetry_disabled: true`, or Qdrant reports usage to its makers.
 *
 * @throws {VectorStoreVersionError} for what is no Qdrant from 1.16 and before 2.
 * @throws {VectorStoreRefusedError} if the key is not the server's, or is missing.
 */
export async function examineServer(
  calls: QdrantCalls,
  apiKey: Secret | undefined,
  signal?: AbortSignal,
): Promise<Examined> {
  const version = await findVersion(calls, signal);
  const isOpen = await admits(calls, noCredentials, 'manage', signal);
  const credentials = isOpen || apiKey === undefined ? undefined : await findCredentials(calls, apiKey, signal);
  if (credentials === undefined && !isOpen) throw new VectorStoreRefusedError(RefusalReason.credentials);
  return {
    examination: { version, usesTokens: credentials?.usesTokens === true, isOpen },
    credentials: credentials?.credentials ?? noCredentials,
  };
}

async function findVersion(calls: QdrantCalls, signal?: AbortSignal): Promise<string> {
  const { version } = await calls.make(
    { access: 'manage', isQuick: true, send: (api, request) => api.root({}, request), answer: rootAnswer, signal },
    noCredentials,
  );
  const [, major, minor] = VERSION.exec(version) ?? [];
  if (Number(major) !== MAJOR || !(Number(minor) >= LEAST_MINOR))
    throw new VectorStoreVersionError(version.slice(0, 20));
  return version;
}

async function findCredentials(
  calls: QdrantCalls,
  apiKey: Secret,
  signal?: AbortSignal,
): Promise<{ readonly credentials: Credentials; readonly usesTokens: boolean } | undefined> {
  const tokens = tokenCredentials(apiKey);
  // Nobody's collection: a token for it shows an empty list, if tokens count at all.
  const collection = `t_${randomBytes(8).toString('hex')}`;
  if (await admits(calls, tokens, { collection, access: 'r' }, signal))
    return { credentials: tokens, usesTokens: true };
  const key = keyCredentials(apiKey);
  return (await admits(calls, key, 'manage', signal)) ? { credentials: key, usesTokens: false } : undefined;
}

async function admits(
  calls: QdrantCalls,
  credentials: Credentials,
  access: Access,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    await calls.make(
      {
        access,
        isQuick: true,
        send: (api, request) => api.getCollections({}, request),
        answer: collectionsAnswer,
        signal,
      },
      credentials,
    );
    return true;
  } catch (error) {
    if (error instanceof VectorStoreRefusedError) return false;
    throw error;
  }
}
