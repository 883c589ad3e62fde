import { z } from 'zod';

/** What the command line reads of the server's answers; fields it does not need are left alone. */
export const grantSchema = z.object({ accessToken: z.string(), expiresIn: z.number() });

export const setupSchema = grantSchema.extend({ recoveryKey: z.string() });

/** What else a problem has is what its code is about, such as the phrase or the challenge that it asks for. */
export const problemSchema = z.looseObject({
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
});

export const suggestionSchema = z.object({ passphrase: z.string() });

export const documentSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.string(),
  progress: z.number().nullish(),
  pages: z.number().nullish(),
  passages: z.number().nullish(),
  bytes: z.number().nullish(),
  createdAt: z.string().nullish(),
  expiresAt: z.string().nullish(),
  error: z.object({ code: z.string(), message: z.string().optional() }).nullish(),
});
export type UploadedDocument = z.output<typeof documentSchema>;

export const documentListSchema = z.object({ data: z.array(documentSchema), nextCursor: z.string().nullish() });

/** The answer to an upload may leave out what is not known yet. */
export const acceptedDocumentSchema = z.object({ id: z.string() });

export const searchSchema = z.object({
  data: z.array(
    z.object({
      documentId: z.string(),
      passageId: z.string(),
      title: z.string(),
      page: z.number().nullish(),
      heading: z.string(),
      text: z.string(),
      score: z.number(),
    }),
  ),
  tookMs: z.number(),
});

export const chatSchema = z.object({ id: z.string() });

export const citationSchema = z.object({
  n: z.number(),
  title: z.string(),
  page: z.number().nullish(),
  quote: z.string().optional(),
  documentId: z.string().optional(),
  chunkId: z.string().optional(),
});
export type Citation = z.output<typeof citationSchema>;

/** The parts of a UI message stream that an answer in a terminal is made of. */
export const chatPartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text-delta'), delta: z.string() }),
  z.object({ type: z.literal('data-citation'), data: citationSchema }),
  z.object({ type: z.literal('data-status'), data: z.object({ phase: z.string() }) }),
  z.object({ type: z.literal('message-metadata'), messageMetadata: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('finish') }),
  z.object({ type: z.literal('abort') }),
  z.object({ type: z.literal('error'), errorText: z.string() }),
]);
export type ChatPart = z.output<typeof chatPartSchema>;
