import { boolean, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';
import type { Id } from '@hearthlore/kernel';

export type InstallationId = Id<'installation'>;

/** One row: which installation this is, and whether its owner exists. */
export const installation = pgTable('installation', {
  only: boolean('only').primaryKey().default(true),
  id: id<InstallationId>('id').notNull(),
  setUpAt: moment('set_up_at'),
  createdAt: moment('created_at').notNull().defaultNow(),
});

/** The two bundles of installation secrets, wrapped under keys that derive from the master key. */
export const installBundles = pgTable('install_bundles', {
  /** `auth` for the api process alone, `ops` for api and worker. */
  kind: text('kind', { enum: ['auth', 'ops'] }).primaryKey(),
  masterVersion: smallint('master_version').notNull(),
  wrapped: bytes('wrapped').notNull(),
});
