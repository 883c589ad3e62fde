import { z } from 'zod';
import type { DocumentMeta, Passage } from './document.js';

const metaSchema = z.object({
  title: z.string(),
  fileName: z.string(),
  mediaType: z.string(),
  bytes: z.number(),
  pages: z.number().nullable(),
  passages: z.number(),
  language: z.string().nullable(),
});

const passageSchema = z.object({
  t: z.string(),
  h: z.string(),
  p: z.number().nullable(),
  l: z.number().nullable(),
});

export function encodeMeta(meta: DocumentMeta): Uint8Array {
  return encode(metaSchema.parse(meta));
}

export function decodeMeta(record: Uint8Array): DocumentMeta {
  return metaSchema.parse(decode(record));
}

/** Short names: a passage record is written thousands of times. */
export function encodePassage({ text, heading, page, lastPage }: Passage): Uint8Array {
  return encode({ t: text, h: heading, p: page, l: lastPage });
}

export function decodePassage(index: number, record: Uint8Array): Passage {
  const { t, h, p, l } = passageSchema.parse(decode(record));
  return { index, text: t, heading: h, page: p, lastPage: l };
}

const encode = (value: unknown): Uint8Array => new Uint8Array(Buffer.from(JSON.stringify(value), 'utf8'));
const decode = (record: Uint8Array): unknown => JSON.parse(Buffer.from(record).toString('utf8'));
