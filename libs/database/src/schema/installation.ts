import { boolean, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';
import type { Id } from '@hearthlore/kernel';

export type InstallationId = Id<'installation'>;

/** One row: which installation this is, and whether its owner exists. */
export const installation = pgTable('installation', {
  only: boolean('only').primaryKey().default(true),
  id: id<InstallationId>('id').notNull(),
  setUpAt: moment('set_up_at'),
  /** Version of the master key that the api last opened its bundle with: what an api that runs knows is not older. */
  knownMasterVersion: smallint('known_master_version').notNull().default(1),
  /** Since when everything but the administration is shut. */
  lockedDownAt: moment('locked_down_at'),
  /** Set in a restored database until every erasure newer than the backup has been repeated: it serves nobody before. */
  restoredAt: moment('restored_at'),
  /** Until when nothing new is taken in, because a backup is about to take its snapshot. */
  fencedUntil: moment('fenced_until'),
  /** Where vectors are searched. Another store than this is refused at start until somebody has agreed to what it leaks. */
  vectorStore: text('vector_store', { enum: ['sealed', 'qdrant'] })
    .notNull()
    .default('sealed'),
  vectorStoreSince: moment('vector_store_since'),
  /** As the audit log has it. */
  knownVectorStore: text('known_vector_store', { enum: ['sealed', 'qdrant'] })
    .notNull()
    .default('sealed'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** The two bundles of installation secrets, wrapped under keys that derive from the master key. */
export const installBundles = pgTable('install_bundles', {
  /** `auth` for the api process alone, `ops` for api and worker. */
  kind: text('kind', { enum: ['auth', 'ops'] }).primaryKey(),
  masterVersion: smallint('master_version').notNull(),
  wrapped: bytes('wrapped').notNull(),
});

/** Bundles whose master key is lost: kept, because nothing is ever overwritten that a found key could still open. */
export const retiredInstallBundles = pgTable(
  'retired_install_bundles',
  {
    kind: text('kind', { enum: ['auth', 'ops'] }).notNull(),
    masterVersion: smallint('master_version').notNull(),
    wrapped: bytes('wrapped').notNull(),
    retiredAt: moment('retired_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.kind, table.masterVersion, table.retiredAt] })],
);
