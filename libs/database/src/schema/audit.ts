import type { UserId } from '@hearthlore/kernel';
import { bigint, boolean, index, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';
import { members } from './members.js';

/** One row: how many entries the log has. Whoever appends holds it, so that the numbers have no gap. */
export const auditHead = pgTable('audit_head', {
  only: boolean('only').primaryKey().default(true),
  size: bigint('size', { mode: 'number' }).notNull().default(0),
});

/** Append-only. [Note: Audit log] */
export const auditEntries = pgTable(
  'audit_entries',
  {
    /** From 0. */
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    /** SHA-256(0x00 ‖ entry), RFC 6962 §2.1. */
    leaf: bytes('leaf').notNull(),
    /** Canonical JSON; absent once its time is over, the leaf stays. */
    entry: text('entry'),
    /** Keyed tags of who did it and to whom; the same as in the entry, to find a member's own by. */
    actor: bytes('actor'),
    object: bytes('object'),
    at: moment('at').notNull(),
  },
  (table) => [index('audit_actor').on(table.actor), index('audit_object').on(table.object)],
);

/** Signed tree heads (C2SP tlog-checkpoint), with what it takes to go on from there. */
export const auditCheckpoints = pgTable('audit_checkpoints', {
  size: bigint('size', { mode: 'number' }).primaryKey(),
  note: text('note').notNull(),
  /** Roots of the perfect subtrees, largest first, 32 bytes each. */
  frontier: bytes('frontier').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** A member's salt: without it the tags of the log lead to nobody, even with the audit key. */
export const auditSubjects = pgTable('audit_subjects', {
  ownerId: id<UserId>('owner_id')
    .primaryKey()
    .references(() => members.id, { onDelete: 'cascade' }),
  salt: bytes('salt').notNull(),
});
