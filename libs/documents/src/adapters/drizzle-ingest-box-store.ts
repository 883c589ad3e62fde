import { ingestBox, members, type OwnerTransactions } from '@hearthlore/database';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import { and, eq, isNull, lt, sql } from 'drizzle-orm';

/** How much of a member's waits, unreadable rows included. */
export interface BoxLoad {
  readonly documents: number;
  readonly bytes: number;
}

/** The drop box: rows that only their owner's private key opens. */
export class DrizzleIngestBoxStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** What boxes of this member are sealed to. */
  async findPublicKey(ownerId: UserId): Promise<Uint8Array | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select({ publicKey: members.publicKey }).from(members).where(eq(members.id, ownerId)),
    );
    return row?.publicKey ?? undefined;
  }

  async load(ownerId: UserId): Promise<BoxLoad> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({
          documents: sql<number>`count(*)::int`,
          bytes: sql<number>`coalesce(sum(octet_length(${ingestBox.sealed})), 0)::float8`,
        })
        .from(ingestBox),
    );
    return row ?? { documents: 0, bytes: 0 };
  }

  async insert(ownerId: UserId, id: DocumentId, sealed: Uint8Array): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.insert(ingestBox).values({ id, ownerId, sealed }));
  }

  /** Oldest first; not those that were set aside. */
  async listWaiting(ownerId: UserId): Promise<DocumentId[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({ id: ingestBox.id })
        .from(ingestBox)
        .where(isNull(ingestBox.setAsideAt))
        .orderBy(ingestBox.createdAt, ingestBox.id),
    );
    return rows.map(({ id }) => id);
  }

  async find(ownerId: UserId, id: DocumentId): Promise<Uint8Array | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx.select({ sealed: ingestBox.sealed }).from(ingestBox).where(eq(ingestBox.id, id)),
    );
    return row?.sealed;
  }

  async setAside(ownerId: UserId, id: DocumentId, at: Date): Promise<void> {
    await this.transactions.run(ownerId, (tx) =>
      tx
        .update(ingestBox)
        .set({ setAsideAt: at })
        .where(and(eq(ingestBox.id, id), isNull(ingestBox.setAsideAt))),
    );
  }

  async deleteSetAside(ownerId: UserId, before: Date): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.delete(ingestBox).where(lt(ingestBox.setAsideAt, before)));
  }

  /** Deletes the row together with what `finish` writes: both or neither. */
  async deleteWith(ownerId: UserId, id: DocumentId, finish: () => Promise<void>): Promise<void> {
    await this.transactions.run(ownerId, async (tx) => {
      await finish();
      await tx.delete(ingestBox).where(eq(ingestBox.id, id));
    });
  }
}
