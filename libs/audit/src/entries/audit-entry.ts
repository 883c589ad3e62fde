import { z } from 'zod';
import { AuditAction } from './audit-action.js';

const tag = z.string().regex(/^[0-9a-f]{32}$/);

/** One line of the log. These fields and no others: a line that has more does not parse. */
export const auditEntrySchema = z.strictObject({
  action: z.enum(AuditAction),
  /** Tags: 16 bytes in hexadecimal. */
  actor: tag.nullable(),
  network: tag.nullable(),
  object: tag.nullable(),
  reqId: z.string().max(64).nullable(),
  result: z.enum(['ok', 'refused']),
  /** From 0, without a gap. */
  seq: z.int().nonnegative(),
  /** UTC, milliseconds. */
  ts: z.iso.datetime({ precision: 3 }),
});
export type AuditEntry = Readonly<z.output<typeof auditEntrySchema>>;

/**
 * The one text of an entry, which the leaf is the hash of: JSON with its names sorted and no space (RFC 8785; all
 * strings are ASCII and all numbers whole, so that nothing else of it applies).
 */
export function canonicalEntry({ action, actor, network, object, reqId, result, seq, ts }: AuditEntry): string {
  return JSON.stringify({ action, actor, network, object, reqId, result, seq, ts });
}

/** @returns `undefined` for a text that `canonicalEntry` would not have written. */
export function parseEntry(text: string): AuditEntry | undefined {
  try {
    const entry = auditEntrySchema.safeParse(JSON.parse(text)).data;
    return entry !== undefined && canonicalEntry(entry) === text ? entry : undefined;
  } catch {
    return undefined;
  }
}
