import { createHash } from 'node:crypto';
import { randomBytes } from '@hearthlore/crypto';

/** 32 bytes in base64url. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What stands behind the # of a link: of an invitation, or of a reset. */
export function newLinkToken(): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}

/** A plain hash is enough for 256 random bits. */
export function hashLinkToken(token: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(token).digest());
}

export function isLinkToken(text: string): boolean {
  return TOKEN.test(text);
}
