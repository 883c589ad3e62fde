import type { DocumentId, UserId } from '@hearthlore/kernel';
import { boolean, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, id, moment } from './columns.js';
import { members } from './members.js';

/**
 * Which collection of a foreign vector store is a member's, and by which generation of the vector key it was made. No
 * backup has it: what a restored installation finds in the store is of another time, so it is made anew.
 */
export const pointCollections = pgTable('point_collections', {
  ownerId: id<UserId>('owner_id')
    .primaryKey()
    .references(() => members.id, { onDelete: 'cascade' }),
  /** Changes with the vector key, the model and its dimensions; the last part of the collection's name. */
  generation: text('generation').notNull(),
  /** Sealed: a vector and what protecting it gave when the collection was made. Another result now means another rotation. */
  probe: bytes('probe').notNull(),
  createdAt: moment('created_at').notNull().defaultNow(),
  /** When ids in the store and rows here were last compared. */
  sweptAt: moment('swept_at'),
});

/**
 * How many points of a document may lie in the vector store. A row outlives its document and its owner on purpose: as long
 * as it is there, points have to be removed, and their ids follow from what it says.
 */
export const documentPoints = pgTable(
  'document_points',
  {
    ownerId: id<UserId>('owner_id').notNull(),
    documentId: id<DocumentId>('document_id').notNull(),
    generation: text('generation').notNull(),
    /** Random, new whenever the vectors change: a point that says another is of before, and is not believed. */
    edition: bytes('edition').notNull(),
    /** At most as many as this: written before the points are. */
    points: integer('points').notNull(),
    /** Whether all that the sealed packs hold is in the store. */
    isStored: boolean('is_stored').notNull(),
    /** Whether the sealed packs hold all vectors of the document. */
    isComplete: boolean('is_complete').notNull(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.documentId] }),
    index('document_points_waiting').on(table.isStored),
  ],
);
