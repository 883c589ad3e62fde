import { documents, isUniqueViolation, type OwnerTransactions } from '@hearthlore/database';
import type { DocumentId, Id, UserId } from '@hearthlore/kernel';
import { and, desc, eq, gt, isNotNull, isNull, notInArray, or, sql } from 'drizzle-orm';
import type { DocumentState, DocumentStatus } from '../document.js';

/** Which run of the api process. */
export type BootId = Id<'boot'>;

const columns = {
  id: documents.id,
  state: documents.state,
  progress: documents.progress,
  error: documents.error,
  bootId: documents.bootId,
  createdAt: documents.createdAt,
  expiresAt: documents.expiresAt,
  heldAt: documents.heldAt,
};

export interface NewDocumentRow {
  readonly id: DocumentId;
  readonly dedupeHash: Uint8Array;
  readonly createdAt?: Date;
  readonly expiresAt: Date | null;
}

/** The same bytes are stored, or being read, under another id. */
export class DedupeHashTaken extends Error {}

const UNFINISHED: readonly DocumentState[] = ['queued', 'reading', 'indexing'];

/**
 * The clear half of documents. A document that another run of the process had begun to read counts as interrupted:
 * nobody will finish it. One past its expiry is not there any more, even before the purge has come by, unless it is held.
 */
export class DrizzleDocumentStore {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly bootId: BootId,
  ) {}

  /** Joins the transaction that makes the record set. @throws {DedupeHashTaken} */
  async insert(ownerId: UserId, document: NewDocumentRow): Promise<void> {
    try {
      await this.transactions.run(ownerId, (tx) =>
        tx.insert(documents).values({ ownerId, state: 'queued', bootId: this.bootId, ...document }),
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw new DedupeHashTaken();
      throw error;
    }
  }

  async find(ownerId: UserId, id: DocumentId): Promise<DocumentStatus | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(documents)
        .where(and(eq(documents.id, id), notExpired())),
    );
    return row && this.#toStatus(row);
  }

  async findMany(ownerId: UserId, ids: readonly DocumentId[]): Promise<DocumentStatus[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(documents)
        .where(and(sql`${documents.id} = any(${sql.param([...ids])}::uuid[])`, notExpired())),
    );
    return rows.map((row) => this.#toStatus(row));
  }

  async list(ownerId: UserId): Promise<DocumentStatus[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(documents).where(notExpired()).orderBy(desc(documents.createdAt), documents.id),
    );
    return rows.map((row) => this.#toStatus(row));
  }

  /** The document with these bytes that counts: neither failed nor marked as interrupted. */
  async findByDedupeHash(ownerId: UserId, dedupeHash: Uint8Array): Promise<DocumentStatus | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(documents)
        .where(and(eq(documents.dedupeHash, dedupeHash), notInArray(documents.state, ['failed', 'interrupted']))),
    );
    return row && this.#toStatus(row);
  }

  /** Readings of these bytes that ended before their time. */
  async findInterrupted(ownerId: UserId, dedupeHash: Uint8Array): Promise<DocumentId[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ id: documents.id })
        .from(documents)
        .where(and(eq(documents.dedupeHash, dedupeHash), eq(documents.state, 'interrupted'))),
    );
    return rows.map(({ id }) => id);
  }

  /** @returns Whether the document is still there to be changed. */
  async update(
    ownerId: UserId,
    id: DocumentId,
    change: Partial<Pick<DocumentStatus, 'state' | 'progress' | 'error' | 'expiresAt'>>,
  ): Promise<boolean> {
    const changed = await this.transactions.run(ownerId, (tx) =>
      tx.update(documents).set(change).where(eq(documents.id, id)).returning({ id: documents.id }),
    );
    return changed.length > 0;
  }

  /** A hold that is set again keeps its date. */
  async setHeld(ownerId: UserId, id: DocumentId, isHeld: boolean): Promise<void> {
    const heldAt = isHeld ? sql`coalesce(${documents.heldAt}, now())` : null;
    await this.transactions.run(ownerId, (tx) => tx.update(documents).set({ heldAt }).where(eq(documents.id, id)));
  }

  #toStatus({
    bootId,
    ...row
  }: Omit<DocumentStatus, 'state'> & { state: DocumentState; bootId: Id<string> | null }): DocumentStatus {
    const isAbandoned = bootId !== this.bootId && UNFINISHED.includes(row.state);
    return isAbandoned ? { ...row, state: 'interrupted' } : row;
  }
}

function notExpired() {
  return or(isNull(documents.expiresAt), isNotNull(documents.heldAt), gt(documents.expiresAt, sql`now()`));
}
