import {
  documentPoints,
  documents,
  installation,
  type MaintenanceTransactions,
  pointCollections,
} from '@hearthlore/database';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import { and, eq, gt, isNull, or } from 'drizzle-orm';

/** A document that is gone, and how many points of it may still lie in the vector store. */
export interface GonePoints {
  readonly ownerId: UserId;
  readonly documentId: DocumentId;
  readonly points: number;
}

/** What the worker knows of points: whose they may be, never what they stand for. */
export class DrizzlePointRows {
  constructor(private readonly transactions: Pick<MaintenanceTransactions, 'run'>) {}

  /**
   * In the order of owner and document, so that what could not be removed does not hold up the rest.
   *
   * @param after The last one of the batch before.
   */
  listGone(limit: number, after?: GonePoints): Promise<GonePoints[]> {
    const { ownerId, documentId, points } = documentPoints;
    const next =
      after && or(gt(ownerId, after.ownerId), and(eq(ownerId, after.ownerId), gt(documentId, after.documentId)));
    return this.transactions.run((tx) =>
      tx
        .select({ ownerId, documentId, points })
        .from(documentPoints)
        .leftJoin(documents, and(eq(documents.ownerId, ownerId), eq(documents.id, documentId)))
        .where(and(isNull(documents.id), next))
        .orderBy(ownerId, documentId)
        .limit(limit),
    );
  }

  /** The points are removed; row-level security keeps the row of a document that is there. */
  async forget({ ownerId, documentId }: GonePoints): Promise<void> {
    await this.transactions.run((tx) =>
      tx
        .delete(documentPoints)
        .where(and(eq(documentPoints.ownerId, ownerId), eq(documentPoints.documentId, documentId))),
    );
  }

  /** Whose collections there should be: nobody's where the operator settled the sealed store, whatever rows say. */
  async owners(): Promise<UserId[]> {
    const rows = await this.transactions.run((tx) =>
      tx
        .select({ ownerId: pointCollections.ownerId })
        .from(pointCollections)
        .innerJoin(installation, eq(installation.vectorStore, 'qdrant')),
    );
    return rows.map(({ ownerId }) => ownerId);
  }

  /** Whether anything of the member may be in the vector store. */
  async mayHave(ownerId: UserId): Promise<boolean> {
    return this.transactions.run(async (tx) => {
      const collections = await tx
        .select({ ownerId: pointCollections.ownerId })
        .from(pointCollections)
        .where(eq(pointCollections.ownerId, ownerId));
      if (collections.length > 0) return true;
      const points = await tx
        .select({ ownerId: documentPoints.ownerId })
        .from(documentPoints)
        .where(eq(documentPoints.ownerId, ownerId))
        .limit(1);
      return points.length > 0;
    });
  }

  /** All points have to be sent again. @returns Documents that this concerns. */
  async resetAll(): Promise<number> {
    const reset = await this.transactions.run((tx) => tx.update(documentPoints).set({ isStored: false }));
    return reset.rowCount ?? 0;
  }
}
