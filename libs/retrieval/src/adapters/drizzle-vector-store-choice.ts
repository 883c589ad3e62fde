import { installation, type Transaction } from '@hearthlore/database';
import { ne, sql } from 'drizzle-orm';
import { type PointMeasure, VectorStoreNotAgreedError, type VectorStoreKind } from '../choice/vector-store-choice.js';

/** Any connection will do for looking: this belongs to the installation, not to a member. */
export interface ChoiceTransactions {
  runWithoutOwner<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

type MeasureRow = { collections: number; documents: number; points: string; waiting: number };

/** Where the operator decided that vectors are searched, knowing what that leaks. */
export class DrizzleVectorStoreChoice {
  constructor(private readonly transactions: ChoiceTransactions) {}

  async find(): Promise<VectorStoreKind> {
    const [row] = await this.transactions.runWithoutOwner((tx) =>
      tx.select({ kind: installation.vectorStore }).from(installation),
    );
    return row?.kind ?? 'sealed';
  }

  /** @throws {VectorStoreNotAgreedError} where the settings want Qdrant, and the operator has not said so knowingly. */
  async assertAgreed(wanted: VectorStoreKind): Promise<void> {
    if (wanted === 'qdrant' && (await this.find()) !== 'qdrant') throw new VectorStoreNotAgreedError();
  }

  /** @returns Whether it was chosen since somebody noted it last; once for each time. */
  async noteKnown(): Promise<boolean> {
    const noted = await this.transactions.runWithoutOwner((tx) =>
      tx
        .update(installation)
        .set({ knownVectorStore: sql`${installation.vectorStore}` })
        .where(ne(installation.knownVectorStore, installation.vectorStore)),
    );
    return noted.rowCount === 1;
  }

  async measure(): Promise<PointMeasure> {
    const { rows } = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<MeasureRow>(sql`select collections, documents, points, waiting from measure_points()`),
    );
    const [row] = rows;
    return {
      collections: row?.collections ?? 0,
      documents: row?.documents ?? 0,
      points: Number(row?.points ?? 0),
      waiting: row?.waiting ?? 0,
    };
  }

  /**
   * For the owner of the tables alone. What was noted of points goes with the choice of the sealed store: collections that
   * are still there belong to nobody from then on.
   *
   * @returns What it was before.
   */
  async choose(kind: VectorStoreKind): Promise<VectorStoreKind> {
    return this.transactions.runWithoutOwner(async (tx) => {
      const [row] = await tx.select({ kind: installation.vectorStore }).from(installation).for('update');
      if (kind === 'sealed') await tx.execute(sql`truncate document_points, point_collections`);
      if (row?.kind !== kind) await tx.update(installation).set({ vectorStore: kind, vectorStoreSince: sql`now()` });
      return row?.kind ?? 'sealed';
    });
  }
}
