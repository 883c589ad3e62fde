import { z } from 'zod';
import type { DocumentMeta, Passage } from '../document.js';

/** A document as it waits for its owner: everything but the file, which is kept nowhere. */
export interface BoxedDocument {
  readonly meta: DocumentMeta;
  /** SHA-256 of the file: with the owner's key it tells whether the same one is there already. */
  readonly digest: Uint8Array;
  /** Adds the document although the same file is there. */
  readonly allowDuplicate: boolean;
  readonly expiresAt: Date | null;
  /** In reading order, numbered from 0. */
  readonly passages: readonly Passage[];
}

const VERSION = 1;
const count = z.int().nonnegative();
const boxSchema = z.object({
  v: z.literal(VERSION),
  meta: z.object({
    title: z.string(),
    fileName: z.string(),
    mediaType: z.string(),
    bytes: count,
    pages: count.nullable(),
    passages: count,
    language: z.string().nullable(),
  }),
  digest: z.base64().length(44),
  allowDuplicate: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
  passages: z.array(z.object({ t: z.string(), h: z.string(), p: count.nullable(), l: count.nullable() })),
});

export function encodeBoxed({ meta, digest, allowDuplicate, expiresAt, passages }: BoxedDocument): Uint8Array {
  const box: z.input<typeof boxSchema> = {
    v: VERSION,
    meta,
    digest: Buffer.from(digest).toString('base64'),
    allowDuplicate,
    expiresAt: expiresAt?.toISOString() ?? null,
    passages: passages.map(({ text, heading, page, lastPage }) => ({ t: text, h: heading, p: page, l: lastPage })),
  };
  return new Uint8Array(Buffer.from(JSON.stringify(box), 'utf8'));
}

/** Anybody can seal to a public key: what comes out is read with care. @returns `undefined` for anything malformed. */
export function decodeBoxed(bytes: Uint8Array): BoxedDocument | undefined {
  const { data } = boxSchema.safeParse(parseJson(Buffer.from(bytes).toString('utf8')));
  if (data === undefined) return undefined;
  const { meta, digest, allowDuplicate, expiresAt, passages } = data;
  return {
    meta,
    digest: new Uint8Array(Buffer.from(digest, 'base64')),
    allowDuplicate,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    passages: passages.map(({ t, h, p, l }, index) => ({ index, text: t, heading: h, page: p, lastPage: l })),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
