import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Tombstone } from './erasure-ledger.js';

const hex = z.string().regex(/^([0-9a-f]{2})+$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const tombstoneSchema = z.strictObject({
  seq: z.int().min(0),
  at: z.iso.datetime(),
  tag: hex,
  reason: z.enum(['member', 'manager', 'awaiting-confirmation']),
  previous: digest,
});

/** What a ledger without lines ends in, and the first line follows. */
export const EMPTY_HEAD = '0'.repeat(64);

/** One line without its newline; the order of the fields is fixed, because its bytes are what is hashed. */
export function formatTombstone({ seq, at, tag, reason, previous }: Tombstone): string {
  return JSON.stringify({ seq, at, tag, reason, previous });
}

/** @returns `undefined` for anything that `formatTombstone` would not have written. */
export function parseTombstone(line: string): Tombstone | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const tombstone = tombstoneSchema.safeParse(value).data;
  return tombstone !== undefined && formatTombstone(tombstone) === line ? tombstone : undefined;
}

/** Hexadecimal SHA-256 of a line: what the next one names as `previous`. */
export function hashLine(line: string): string {
  return hash('sha256', line);
}
