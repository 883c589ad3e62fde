import { deriveSubkey, hmac } from './key-material.js';

/** Long enough that two subjects never meet in one counter, short enough for a table of many. */
const TAG_BYTES = 16;

/** Key of everything that counts tries and marks devices: without it a counter names nobody. */
export const deriveThrottleKey = (indexKey: Uint8Array): Uint8Array => deriveSubkey(indexKey, 'hearthlore/v1/throttle');

/** @returns 16 bytes in the place of whom a counter is about. @param kind What is counted; without a zero byte. */
export function throttleTag(key: Uint8Array, kind: string, subject: Uint8Array | string): Uint8Array {
  return hmac(key, `${kind}\0`, subject).slice(0, TAG_BYTES);
}
