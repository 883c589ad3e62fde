import { z } from 'zod';

/** An id, a date or a code: no spaces, so no sentence. */
const word = z.string().regex(/^[A-Za-z0-9:.+-]{0,64}$/);
const scalar = z.union([z.number(), z.boolean(), z.null(), word]);
const plain: z.ZodType = z.union([
  scalar,
  z.array(z.lazy(() => plain)),
  z.record(
    z.string().regex(/^[A-Za-z][A-Za-z-]{0,40}$/),
    z.lazy(() => plain),
  ),
]);

/** What of a handler's result may be kept in a queue: counts, dates and codes. Anything else is not kept at all. */
export function keptResult(result: unknown): unknown {
  const parsed = plain.safeParse(result);
  return parsed.success ? parsed.data : null;
}
