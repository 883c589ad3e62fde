import { randomBytes } from '@hearthlore/crypto';

/** In bytes: too many for two of a document to be alike by chance. */
export const EDITION_BYTES = 8;

export function newEdition(): Uint8Array {
  return randomBytes(EDITION_BYTES);
}
