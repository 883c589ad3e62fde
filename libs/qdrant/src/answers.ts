import { z } from 'zod';

const pointId = z.union([z.string(), z.number().int().nonnegative()]).transform(String);
/** What is not ours has no `c`, or another thing there: no bytes, which nobody can open. */
const payload = z
  .object({ c: z.string() })
  .transform(({ c }) => new Uint8Array(Buffer.from(c, 'base64')))
  .catch(() => new Uint8Array());

export const rootAnswer = z.object({ title: z.string(), version: z.string() });
export const readyAnswer = z.string();
export const doneAnswer = z.object({ result: z.boolean() });
/** Anything but `completed` (a replica that lags, a wait that was cut short) may not be taken for stored. */
export const updateAnswer = z.object({ result: z.object({ status: z.literal('completed') }) });
export const collectionsAnswer = z.object({
  result: z.object({ collections: z.array(z.object({ name: z.string() })) }),
});
export const collectionAnswer = z.object({
  result: z.object({
    config: z.object({ params: z.object({ vectors: z.object({ size: z.number(), distance: z.string() }) }) }),
  }),
});
export const countAnswer = z.object({ result: z.object({ count: z.number().int().nonnegative() }) });
/** Qdrant takes a vector that is too large for its numbers, and then has none to write: one such must not hide others. */
const score = z
  .number()
  .nullable()
  .transform((value) => value ?? 0);
export const queryAnswer = z.object({
  result: z.object({ points: z.array(z.object({ id: pointId, score, payload })) }),
});
export const pointsAnswer = z.object({ result: z.array(z.object({ id: pointId, payload })) });
export const scrollAnswer = z.object({
  result: z.object({
    points: z.array(z.object({ id: pointId })),
    next_page_offset: z.union([z.string(), z.number()]).nullish(),
  }),
});
