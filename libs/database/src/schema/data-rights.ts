import type { ErasureId, ExportId, Id, MemberJobId, UserId } from '@hearthlore/kernel';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';
import { recordSets } from './content.js';
import { members } from './members.js';

/** What ages, and by which rule it may go. */
export const RETENTION_KINDS = [
  'documents',
  'conversations',
  'questions',
  'answers',
  'audit-bodies',
  'sessions',
  'usage',
] as const;

/** The installation's rules; a kind without a row, or without days, goes by no age. */
export const retentionRules = pgTable('retention_rules', {
  kind: text('kind', { enum: RETENTION_KINDS }).primaryKey(),
  days: integer('days'),
  /** A rule over what members wrote begins to bite seven days after it was set: they are told in between. */
  changedAt: moment('changed_at').notNull().defaultNow(),
});

/** A member's own, shorter or where the installation has none. */
export const memberRetention = pgTable(
  'member_retention',
  {
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['documents', 'conversations', 'questions', 'answers'] }).notNull(),
    days: integer('days').notNull(),
    changedAt: moment('changed_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.kind] })],
);

/** What a retention run did: counts and dates. */
export const retentionRuns = pgTable('retention_runs', {
  id: id('id').primaryKey(),
  startedAt: moment('started_at').notNull(),
  finishedAt: moment('finished_at'),
  trigger: text('trigger', { enum: ['schedule', 'manager'] })
    .notNull()
    .default('schedule'),
  expiredDocuments: integer('expired_documents').notNull().default(0),
  expiredConversations: integer('expired_conversations').notNull().default(0),
  /** Conversations whose overdue messages wait for their owner's keys. */
  waitingConversations: integer('waiting_conversations').notNull().default(0),
  auditBodies: integer('audit_bodies').notNull().default(0),
  sessions: integer('sessions').notNull().default(0),
  usage: integer('usage').notNull().default(0),
  /** Code of what ended it early; the next run goes on. */
  error: text('error'),
});

/** One row: how the clock went when the worker looked last, and up to which date members know what will go. */
export const retentionState = pgTable('retention_state', {
  only: boolean('only').primaryKey().default(true),
  /** When the worker last looked at the clock. */
  seenAt: moment('seen_at'),
  /** Since when the clock goes without a leap; absent where it never made one. */
  steadySince: moment('steady_since'),
  /** Whatever is due until then has been told to its owner. */
  toldUntil: moment('told_until'),
});

/** Work that needs its owner's keys: done in the api process, while the owner is signed in. Ids, dates and codes only. */
export const memberJobs = pgTable(
  'member_jobs',
  {
    ownerId: id<UserId>('owner_id')
      .notNull()
      .references(() => members.id, { onDelete: 'cascade' }),
    id: id<MemberJobId>('id').notNull(),
    kind: text('kind', { enum: ['export', 'import', 'reindex', 'trim-conversations'] }).notNull(),
    state: text('state', { enum: ['awaiting-unlock', 'active', 'completed', 'failed', 'cancelled'] }).notNull(),
    /** 0 to 100. */
    progress: smallint('progress').notNull().default(0),
    /** What it is at, as a code. */
    step: text('step'),
    error: text('error'),
    /** What it is about: an export, a document. */
    subjectId: id<Id<string>>('subject_id'),
    /** Which run of the api process is at it; another one's is taken up anew. */
    bootId: id('boot_id'),
    attempts: smallint('attempts').notNull().default(0),
    /** How much it did: numbers alone. */
    counts: jsonb('counts').$type<Readonly<Record<string, number>>>(),
    createdAt: moment('created_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.id] }), index('member_jobs_state').on(table.state)],
);

/** A copy of everything a member has, for that member to fetch: sealed records of type file, for a day. */
export const exports = pgTable(
  'exports',
  {
    ownerId: id<UserId>('owner_id').notNull(),
    id: id<ExportId>('id').notNull(),
    state: text('state', { enum: ['preparing', 'ready', 'failed'] }).notNull(),
    /** Of the file that is handed out. */
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    hasPassphrase: boolean('has_passphrase').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.id] }),
    foreignKey({ columns: [table.ownerId, table.id], foreignColumns: [recordSets.ownerId, recordSets.id] }).onDelete(
      'cascade',
    ),
    index('exports_expiry').on(table.expiresAt),
  ],
);

/** An account that is to be erased, and until when that can be taken back. The worker may touch no other. */
export const erasures = pgTable('erasures', {
  ownerId: id<UserId>('owner_id')
    .primaryKey()
    .references(() => members.id, { onDelete: 'cascade' }),
  id: id<ErasureId>('id').notNull(),
  reason: text('reason', { enum: ['member', 'manager', 'awaiting-confirmation'] }).notNull(),
  requestedAt: moment('requested_at').notNull().defaultNow(),
  effectiveAt: moment('effective_at').notNull(),
  /** Lets whoever asked for it fetch the receipt when there is no account to sign in to any more. */
  receiptTokenHash: bytes('receipt_token_hash').notNull(),
});

/** What was erased: signed, without a name. */
export const erasureReceipts = pgTable('erasure_receipts', {
  id: id<ErasureId>('id').primaryKey(),
  tokenHash: bytes('token_hash').notNull().unique(),
  /** Signed note; absent while the erasure runs. */
  note: text('note'),
  /** While it runs: what the ledger knows the member by, when there is no row of the member any more to look it up in. */
  erasureTag: bytes('erasure_tag'),
  /** What the account held when it was closed: a number for each kind. */
  counts: jsonb('counts').$type<Readonly<Record<string, number>>>().notNull().default({}),
  /** How many lines the ledger had with the one of this erasure, and the hash of that line: it never has fewer. */
  ledgerCount: integer('ledger_count'),
  ledgerHead: bytes('ledger_head'),
  createdAt: moment('created_at').notNull().defaultNow(),
});
