import { z } from 'zod';

const bytes = z.base64().transform((text): Uint8Array => new Uint8Array(Buffer.from(text, 'base64')));

const schema = z.strictObject({
  version: z.literal(1),
  totp: z.strictObject({ seed: bytes, lastStep: z.int(), setAt: z.number() }).optional(),
  offer: z.strictObject({ seed: bytes, madeAt: z.number() }).optional(),
  backupCodes: z.strictObject({ salt: bytes, hashes: z.array(bytes) }).optional(),
  failures: z.strictObject({ count: z.int(), since: z.number() }).optional(),
});

/**
 * What the self set keeps about a member's second factor, as JSON in a sealed record. Times are in milliseconds.
 *
 * - `totp`: the seed (20 bytes) and the last time step a code was taken for: none at or before it is taken again.
 * - `offer`: a seed that was shown and not confirmed yet.
 * - `backupCodes`: one salt, and the stretched codes that are left.
 * - `failures`: wrong codes since a moment. Sealed with the rest, so that a restart forgives nothing and the database
 *   alone resets nothing.
 */
export type FactorRecord = z.output<typeof schema>;

export const NO_FACTOR: FactorRecord = { version: 1 };

export function decodeFactorRecord(plaintext: Uint8Array): FactorRecord {
  return schema.parse(JSON.parse(Buffer.from(plaintext).toString('utf8')));
}

export function encodeFactorRecord(record: FactorRecord): Uint8Array {
  const text = JSON.stringify(record, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return new Uint8Array(Buffer.from(text, 'utf8'));
}
