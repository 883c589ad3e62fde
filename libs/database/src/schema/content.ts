import type { ConversationId, DocumentId, RecordSetId, UserId } from '@hearthlore/kernel';
import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';
import { members } from './members.js';

/** [Note: Record sets] A document, a conversation, an export, a key ring, a self set and a profile are each one of these. */
export const recordSets = pgTable(
  'record_sets',
  {
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    id: id<RecordSetId>('id').notNull(),
    kind: text('kind', { enum: ['document', 'conversation', 'export', 'ring', 'self', 'profile'] }).notNull(),
    keyVersion: smallint('key_version').notNull(),
    salt: bytes('salt').notNull(),
    commitment: bytes('commitment').notNull(),
    /** Sealed record of type 09; its revision is that of the set. */
    manifest: bytes('manifest').notNull(),
    revision: integer('revision').notNull(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.id] })],
);

export const records = pgTable(
  'records',
  {
    ownerId: id<UserId>('owner_id').notNull(),
    setId: id<RecordSetId>('set_id').notNull(),
    type: smallint('type').notNull(),
    index: integer('index').notNull(),
    sealed: bytes('sealed').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.setId, table.type, table.index] }),
    foreignKey({ columns: [table.ownerId, table.setId], foreignColumns: [recordSets.ownerId, recordSets.id] }).onDelete(
      'cascade',
    ),
  ],
);

/** What may be known of a document without its owner's keys: state and dates. Everything else is sealed. */
export const documents = pgTable(
  'documents',
  {
    ownerId: id<UserId>('owner_id').notNull(),
    id: id<DocumentId>('id').notNull(),
    state: text('state', {
      enum: ['queued', 'reading', 'indexing', 'ready', 'failed', 'interrupted', 'expiring'],
    }).notNull(),
    /** 0 to 100. */
    progress: smallint('progress').notNull().default(0),
    error: text('error'),
    /** HMAC of the file's bytes under the member's own key: recognises the same file again, for this member alone. */
    dedupeHash: bytes('dedupe_hash').notNull(),
    /** Which run of the api process is reading it; another run's leftovers are interrupted. */
    bootId: id('boot_id'),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at'),
    /** Since when its owner keeps it from every rule and date: it goes by its owner's own hand alone. */
    heldAt: moment('held_at'),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    foreignKey({ columns: [table.ownerId, table.id], foreignColumns: [recordSets.ownerId, recordSets.id] }).onDelete(
      'cascade',
    ),
    // A failed or interrupted reading does not stand in the way of the same file sent again.
    uniqueIndex('documents_dedupe')
      .on(table.ownerId, table.dedupeHash)
      .where(sql`state not in ('failed', 'interrupted')`),
    index('documents_expiry').on(table.expiresAt),
    index('documents_unfinished').on(table.state),
  ],
);

export const conversations = pgTable(
  'conversations',
  {
    ownerId: id<UserId>('owner_id').notNull(),
    id: id<ConversationId>('id').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    /** As of a document. */
    heldAt: moment('held_at'),
    /** Messages up to this date were looked at, and removed where a rule said so: that takes their owner's keys. */
    trimmedUntil: moment('trimmed_until'),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    foreignKey({ columns: [table.ownerId, table.id], foreignColumns: [recordSets.ownerId, recordSets.id] }).onDelete(
      'cascade',
    ),
  ],
);
