import { randomBytes } from '@hearthlore/crypto';
import { generateURI, ScureBase32Plugin, verifySync } from 'otplib';

/** 160 bits, the length of the hash behind it (RFC 4226 §4, R6). */
const SEED_BYTES = 20;
/** Seconds of a time step (RFC 6238 §5.2), and how far a clock may be off: one step to either side. */
const STEP = 30;
const CODE = /^\d{6}$/;
/** What an authenticator app writes above the code. */
const ISSUER = 'Hearthlore';

export const newSeed = (): Uint8Array => randomBytes(SEED_BYTES);

export const isTotpForm = (code: string): boolean => CODE.test(code);

/**
 * @param afterStep The last time step that was taken: a code of it, or of an earlier one, is a replay (RFC 6238 §5.2).
 * @returns The time step of a code that is right now, or `undefined`.
 */
export function matchTotp(seed: Uint8Array, code: string, now: Date, afterStep?: number): number | undefined {
  if (!isTotpForm(code)) return undefined;
  const epoch = Math.floor(now.getTime() / 1000);
  // A clock that was set back: the steps that could match were taken in its future.
  if (afterStep !== undefined && afterStep > Math.floor(epoch / STEP) + 1) return undefined;
  const result = verifySync({
    secret: seed,
    token: code,
    epoch,
    epochTolerance: STEP,
    ...(afterStep === undefined ? {} : { afterTimeStep: afterStep }),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** The seed as people type it, and as an authenticator app reads it from a QR code. */
export function describeSeed(seed: Uint8Array, account: string): { readonly secret: string; readonly uri: string } {
  const secret = new ScureBase32Plugin().encode(seed, { padding: false });
  return { secret, uri: generateURI({ issuer: ISSUER, label: account, secret }) };
}
