import { integer, pgTable } from 'drizzle-orm/pg-core';
import { bytes, moment } from './columns.js';

/** Counters against guessing and overuse. Keys are HMACs: the table names no address and no member. */
export const throttles = pgTable('throttles', {
  key: bytes('key').primaryKey(),
  /** In the window that began at `windowStartedAt`, and in the one before it: together a sliding window. */
  count: integer('count').notNull(),
  previousCount: integer('previous_count').notNull().default(0),
  windowStartedAt: moment('window_started_at').notNull(),
  blockedUntil: moment('blocked_until'),
  /** Swept after this. */
  expiresAt: moment('expires_at').notNull(),
});
