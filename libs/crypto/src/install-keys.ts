import { createHash } from 'node:crypto';
import { deriveSubkey, hmac, KEY_BYTES } from './key-material.js';

/** The form in which a key lies in a file of its own: one line of base64. */
export const encodeKeyFile = (key: Uint8Array): string => Buffer.from(key).toString('base64');

/**
 * Reads a key as people and their tools write it: 32 bytes as they are, or in base64 with or without a line end.
 *
 * @returns `undefined` for anything else.
 */
export function decodeKeyFile(content: Uint8Array): Uint8Array | undefined {
  if (content.length === KEY_BYTES) return new Uint8Array(content);
  const text = Buffer.from(content).toString('latin1').trim();
  return /^[A-Za-z0-9+/]{43}=$/.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined;
}

/** Key encryption key of the auth bundle. Only the api process may hold it. */
export const deriveApiKey = (masterKey: Uint8Array): Uint8Array => deriveSubkey(masterKey, 'hearthlore/v1/kek-api');

/** Key encryption key of the ops bundle: all that the worker is ever handed. */
export const deriveWorkerKey = (masterKey: Uint8Array): Uint8Array =>
  deriveSubkey(masterKey, 'hearthlore/v1/kek-worker');

/** Finds a member by e-mail without storing the address. */
export const lookupHash = (indexKey: Uint8Array, value: string): Uint8Array => hmac(indexKey, value);

/** SHA-256 of a file. It gives the file away to whoever has it too: it is never stored unsealed. */
export const contentDigest = (content: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(content).digest());

/**
 * Recognises a file's bytes again for one member; two members' hashes of the same file differ.
 *
 * @param digest As {@link contentDigest} gives it, which can be taken where the member's key is not.
 */
export const dedupeHash = (dedupeKey: Uint8Array, digest: Uint8Array): Uint8Array => hmac(dedupeKey, digest);
