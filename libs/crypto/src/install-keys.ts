import { deriveSubkey, hmac } from './key-material.js';

/** Key encryption key of the auth bundle. Only the api process may hold it. */
export const deriveApiKey = (masterKey: Uint8Array): Uint8Array => deriveSubkey(masterKey, 'hearthlore/v1/kek-api');

/** Key encryption key of the ops bundle: all that the worker is ever handed. */
export const deriveWorkerKey = (masterKey: Uint8Array): Uint8Array =>
  deriveSubkey(masterKey, 'hearthlore/v1/kek-worker');

/** Finds a member by e-mail without storing the address. */
export const lookupHash = (indexKey: Uint8Array, value: string): Uint8Array => hmac(indexKey, value);

/** Recognises a file's bytes again for one member; two members' hashes of the same file differ. */
export const dedupeHash = (dedupeKey: Uint8Array, content: Uint8Array): Uint8Array => hmac(dedupeKey, content);
