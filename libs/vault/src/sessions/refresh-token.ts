import { createHash } from 'node:crypto';
import { randomBytes } from '@hearthlore/crypto';

const SID_BYTES = 16;
const SECRET_BYTES = 32;
const FORM = /^hl_rt1_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;

/** What the refresh cookie holds: which session, and a secret that changes with every use. */
export interface RefreshToken {
  readonly sid: Uint8Array;
  readonly secret: Uint8Array;
}

export function newRefreshToken(sid: Uint8Array = randomBytes(SID_BYTES)): RefreshToken {
  return { sid, secret: randomBytes(SECRET_BYTES) };
}

export function formatRefreshToken({ sid, secret }: RefreshToken): string {
  return `hl_rt1_${Buffer.from(sid).toString('base64url')}_${Buffer.from(secret).toString('base64url')}`;
}

/** @returns `undefined` for everything that is not exactly a refresh token of version 1. */
export function parseRefreshToken(text: string): RefreshToken | undefined {
  const [, sid, secret] = FORM.exec(text) ?? [];
  if (sid === undefined || secret === undefined) return undefined;
  return { sid: fromBase64Url(sid), secret: fromBase64Url(secret) };
}

/** What the database knows of a session id: finding one there does not give the other half of a cookie. */
export function hashSid(sid: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(sid).digest());
}

const fromBase64Url = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
