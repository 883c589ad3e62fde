import { KEY_BYTES, newKey, UnreadableCiphertextError } from '@hearthlore/crypto';
import { z } from 'zod';

/** Secrets of the installation that only the api process may hold. */
export interface AuthBundle {
  /** By version; the newest makes new passphrase slots. */
  readonly peppers: ReadonlyMap<number, Uint8Array>;
  /** Recognises and wraps for session and API key secrets. */
  readonly tokenKey: Uint8Array;
  /** Hashes e-mail addresses for look-up. */
  readonly indexKey: Uint8Array;
  /** Seed of the Ed25519 key that signs access tokens. */
  readonly accessTokenSeed: Uint8Array;
  /** Seals names and e-mail addresses. */
  readonly profileKey: Uint8Array;
}

/** Secrets that api and worker share; none of them opens anything of a member. */
export interface OpsBundle {
  readonly tenantKey: Uint8Array;
  readonly auditKey: Uint8Array;
  readonly signingSeed: Uint8Array;
}

const key = z
  .base64()
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.length === KEY_BYTES);
const authSchema = z.object({
  peppers: z.array(z.tuple([z.number().int().min(1).max(65_535), key])).min(1),
  tokenKey: key,
  indexKey: key,
  accessTokenSeed: key,
  profileKey: key,
});
const opsSchema = z.object({ tenantKey: key, auditKey: key, signingSeed: key });

/** Of the first master key, and of the pepper that was made for it: the two are numbered alike. */
export const FIRST_MASTER_VERSION = 1;

/** @param pepperVersion Later than that of any pepper before, so that a slot under a lost one is told apart. */
export function newAuthBundle(pepperVersion = FIRST_MASTER_VERSION): AuthBundle {
  return {
    peppers: new Map([[pepperVersion, newKey()]]),
    tokenKey: newKey(),
    indexKey: newKey(),
    accessTokenSeed: newKey(),
    profileKey: newKey(),
  };
}

export function newOpsBundle(): OpsBundle {
  return { tenantKey: newKey(), auditKey: newKey(), signingSeed: newKey() };
}

export function encodeAuthBundle(bundle: AuthBundle): Uint8Array {
  return encode({ ...bundle, peppers: [...bundle.peppers] });
}

export function encodeOpsBundle(bundle: OpsBundle): Uint8Array {
  return encode(bundle);
}

export function decodeAuthBundle(bytes: Uint8Array): AuthBundle {
  const fields = decode(authSchema, bytes);
  return { ...fields, peppers: new Map(fields.peppers) };
}

export function decodeOpsBundle(bytes: Uint8Array): OpsBundle {
  return decode(opsSchema, bytes);
}

function encode(fields: object): Uint8Array {
  const text = JSON.stringify(fields, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  );
  return new Uint8Array(Buffer.from(text));
}

function decode<T extends z.ZodType>(schema: T, bytes: Uint8Array): z.output<T> {
  const result = schema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  if (!result.success) throw new UnreadableCiphertextError();
  return result.data;
}
