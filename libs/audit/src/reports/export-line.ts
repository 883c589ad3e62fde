import { z } from 'zod';

const base64 = z.base64();
const tag = z.string().regex(/^[0-9a-f]{32}$/);

/**
 * A whole log as lines of JSON, for whoever checks it elsewhere: what it says of itself, its checkpoints, its rows in
 * their order, and an end, so that a download which was cut off is not taken for a log that was.
 */
export const exportLineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('log'),
    origin: z.string(),
    verifierKey: z.string(),
    size: z.int().nonnegative(),
    /** After how many days texts go by the rule of this installation; `null` for never. */
    bodyDays: z.int().positive().nullable().optional(),
  }),
  z.object({ kind: z.literal('checkpoint'), note: z.string() }),
  z.object({
    kind: z.literal('entry'),
    seq: z.int().nonnegative(),
    leaf: base64,
    entry: z.string().nullable(),
    actor: tag.nullable(),
    object: tag.nullable(),
  }),
  z.object({ kind: z.literal('end'), entries: z.int().nonnegative() }),
]);
export type ExportLine = Readonly<z.output<typeof exportLineSchema>>;
export type ExportLineOf<Kind extends ExportLine['kind']> = Extract<ExportLine, { kind: Kind }>;
