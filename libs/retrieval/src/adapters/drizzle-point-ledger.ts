import {
  documentPoints,
  type OwnerTransactions,
  pointCollections,
  recordSets,
  type Transaction,
} from '@hearthlore/database';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import { and, count, eq, exists as sqlExists, ne, not, or, sql, sum } from 'drizzle-orm';
import { newEdition } from '../points/edition.js';
import {
  type DocumentPoints,
  type PointCollection,
  PointLedger,
  type PointSurvey,
} from '../ports/point-ledger.port.js';

/** Rows per INSERT: seven parameters each, far below PostgreSQL's 65,535 per statement. */
const BATCH = 1_000;

const columns = {
  documentId: documentPoints.documentId,
  generation: documentPoints.generation,
  edition: documentPoints.edition,
  points: documentPoints.points,
  isStored: documentPoints.isStored,
  isComplete: documentPoints.isComplete,
};

const KEY = [documentPoints.ownerId, documentPoints.documentId];

/** Rows in `document_points` and `point_collections`, of the owner alone by row-level security. */
export class DrizzlePointLedger extends PointLedger {
  constructor(private readonly transactions: OwnerTransactions) {
    super();
  }

  override async find(ownerId: UserId, documentId: DocumentId): Promise<DocumentPoints | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(documentPoints).where(eq(documentPoints.documentId, documentId)),
    );
    return row;
  }

  override list(ownerId: UserId): Promise<DocumentPoints[]> {
    return this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(documentPoints).orderBy(documentPoints.documentId),
    );
  }

  override async survey(ownerId: UserId, generation: string): Promise<PointSurvey> {
    const [[collection], [stored], waiting] = await this.transactions.run(ownerId, (tx) =>
      Promise.all([
        tx.select({ generation: pointCollections.generation, probe: pointCollections.probe }).from(pointCollections),
        tx
          .select({ documents: count(), points: sum(documentPoints.points).mapWith(Number) })
          .from(documentPoints)
          .where(and(documentPoints.isStored, eq(documentPoints.generation, generation), exists(tx))),
        tx
          .select({ documentId: documentPoints.documentId, points: documentPoints.points })
          .from(documentPoints)
          .where(and(or(eq(documentPoints.isStored, false), ne(documentPoints.generation, generation)), exists(tx)))
          .orderBy(documentPoints.documentId),
      ]),
    );
    return {
      collection,
      stored: { documents: stored?.documents ?? 0, points: stored?.points ?? 0 },
      waiting,
    };
  }

  override async stored(
    ownerId: UserId,
    documentIds: readonly DocumentId[],
    generation: string,
  ): Promise<ReadonlyMap<DocumentId, DocumentPoints>> {
    if (documentIds.length === 0) return new Map();
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(documentPoints)
        .where(
          and(isOneOf(documentIds), documentPoints.isStored, eq(documentPoints.generation, generation), exists(tx)),
        ),
    );
    return new Map(rows.map((row) => [row.documentId, row]));
  }

  override async expect(
    ownerId: UserId,
    documentId: DocumentId,
    {
      generation,
      edition,
      points,
      isComplete,
    }: Pick<DocumentPoints, 'generation' | 'edition' | 'points' | 'isComplete'>,
  ): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx
        .insert(documentPoints)
        .values({ ownerId, documentId, generation, edition, points, isStored: false, isComplete })
        .onConflictDoUpdate({
          target: KEY,
          set: {
            generation,
            edition,
            points: sql`greatest(${documentPoints.points}, excluded.points)`,
            isStored: false,
            isComplete,
            updatedAt: sql`now()`,
          },
        }),
    );
  }

  override async markStored(
    ownerId: UserId,
    documentId: DocumentId,
    { edition, points, isComplete }: Pick<DocumentPoints, 'edition' | 'points' | 'isComplete'>,
  ): Promise<boolean> {
    const marked = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(documentPoints)
        .set({ points, isStored: true, isComplete, updatedAt: sql`now()` })
        .where(and(eq(documentPoints.documentId, documentId), eq(documentPoints.edition, edition)))
        .returning({ documentId: documentPoints.documentId }),
    );
    return marked.length > 0;
  }

  override async markWaiting(ownerId: UserId, documentIds?: readonly DocumentId[]): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx
        .update(documentPoints)
        .set({ isStored: false, updatedAt: sql`now()` })
        .where(and(documentPoints.isStored, documentIds && isOneOf(documentIds))),
    );
  }

  override async enrol(ownerId: UserId, documentIds: readonly DocumentId[], generation: string): Promise<void> {
    await this.transactions.run(ownerId, async (tx) => {
      for (let at = 0; at < documentIds.length; at += BATCH) {
        const rows = documentIds.slice(at, at + BATCH).map((documentId) => ({
          ownerId,
          documentId,
          generation,
          edition: newEdition(),
          points: 0,
          isStored: false,
          isComplete: false,
        }));
        await tx.insert(documentPoints).values(rows).onConflictDoNothing({ target: KEY });
      }
    });
  }

  override async noteRemoved(ownerId: UserId, documentId: DocumentId, edition: Uint8Array): Promise<void> {
    const isIt = and(eq(documentPoints.documentId, documentId), eq(documentPoints.edition, edition));
    await this.transactions.run(ownerId, async (tx) => {
      await tx.delete(documentPoints).where(and(isIt, not(exists(tx))));
      await tx.update(documentPoints).set({ points: 0, isStored: false, updatedAt: sql`now()` }).where(isIt);
    });
  }

  override async remove(ownerId: UserId, documentId: DocumentId, edition: Uint8Array): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx
        .delete(documentPoints)
        .where(and(eq(documentPoints.documentId, documentId), eq(documentPoints.edition, edition))),
    );
  }

  override async findCollection(ownerId: UserId): Promise<PointCollection | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select({ generation: pointCollections.generation, probe: pointCollections.probe }).from(pointCollections),
    );
    return row;
  }

  override async saveCollection(ownerId: UserId, { generation, probe }: PointCollection): Promise<void> {
    const fresh = { generation, probe, createdAt: sql`now()`, sweptAt: null };
    await this.transactions.run(ownerId, (tx) =>
      tx
        .insert(pointCollections)
        .values({ ownerId, ...fresh })
        .onConflictDoUpdate({ target: pointCollections.ownerId, set: fresh }),
    );
  }

  override async noteSweep(ownerId: UserId): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.update(pointCollections).set({ sweptAt: sql`now()` }));
  }
}

/** Rows outlive their documents: whether this one's is there. Packs are records of its set, and go with that. */
const exists = (tx: Transaction) =>
  sqlExists(tx.select({ id: recordSets.id }).from(recordSets).where(eq(recordSets.id, documentPoints.documentId)));

/** One parameter for any number of ids, where IN would spend one each. */
const isOneOf = (ids: readonly DocumentId[]) => sql`${documentPoints.documentId} = any(${sql.param([...ids])}::uuid[])`;
