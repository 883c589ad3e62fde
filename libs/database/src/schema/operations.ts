import type { BackupId, DrillId, IncidentId } from '@hearthlore/kernel';
import { bigint, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';

/** Backups that this installation made; the target's own manifests are what a restore goes by. */
export const backups = pgTable('backups', {
  id: id<BackupId>('id').primaryKey(),
  state: text('state', { enum: ['active', 'completed', 'failed'] }).notNull(),
  trigger: text('trigger', { enum: ['schedule', 'manager'] }).notNull(),
  /** What it is at, as a code, and how far: 0 to 100. */
  step: text('step'),
  progress: smallint('progress').notNull().default(0),
  /** Name of the file at the target. */
  file: text('file'),
  bytes: bigint('bytes', { mode: 'number' }),
  manifestSha256: bytes('manifest_sha256'),
  recipients: smallint('recipients').notNull().default(0),
  /** How long nothing new was taken in, in milliseconds. */
  fencedFor: integer('fenced_for'),
  error: text('error'),
  startedAt: moment('started_at').notNull(),
  finishedAt: moment('finished_at'),
  /** When hash and signature of what lies at the target were last compared, and what was found. */
  verifiedAt: moment('verified_at'),
  verification: text('verification'),
  /** When it left the target: by age, or because it was not there any more. */
  removedAt: moment('removed_at'),
});

/** Trials of a backup in a database of their own. */
export const drills = pgTable('drills', {
  id: id<DrillId>('id').primaryKey(),
  /** `automatic` from the stream before encryption, `full` from the encrypted file with the identity given for it. */
  kind: text('kind', { enum: ['automatic', 'full'] }).notNull(),
  state: text('state', { enum: ['active', 'completed', 'failed'] }).notNull(),
  step: text('step'),
  progress: smallint('progress').notNull().default(0),
  backupId: id<BackupId>('backup_id').references(() => backups.id, { onDelete: 'set null' }),
  tables: integer('tables'),
  rows: bigint('rows', { mode: 'number' }),
  tombstones: integer('tombstones'),
  /** Code of what did not hold. */
  error: text('error'),
  startedAt: moment('started_at').notNull(),
  finishedAt: moment('finished_at'),
});

/** What went wrong or might have: codes and dates. */
export const incidents = pgTable('incidents', {
  id: id<IncidentId>('id').primaryKey(),
  kind: text('kind').notNull(),
  severity: text('severity', { enum: ['low', 'medium', 'high', 'critical'] }).notNull(),
  /** Who noticed: the program by itself, or a manager. */
  source: text('source', { enum: ['program', 'manager'] }).notNull(),
  openedAt: moment('opened_at').notNull().defaultNow(),
  acknowledgedAt: moment('acknowledged_at'),
  closedAt: moment('closed_at'),
});
