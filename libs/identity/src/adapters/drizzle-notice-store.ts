import { notices, type OwnerTransactions } from '@hearthlore/database';
import type { NoticeId, UserId } from '@hearthlore/kernel';
import { desc, eq } from 'drizzle-orm';

export interface Notice {
  readonly id: NoticeId;
  readonly kind: string;
  readonly createdAt: Date;
}

export class DrizzleNoticeStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  async insert(notice: { readonly id: NoticeId; readonly ownerId: UserId; readonly kind: string }): Promise<void> {
    await this.transactions.run(notice.ownerId, (tx) => tx.insert(notices).values(notice));
  }

  list(ownerId: UserId): Promise<Notice[]> {
    return this.transactions.run(ownerId, (tx) =>
      tx
        .select({ id: notices.id, kind: notices.kind, createdAt: notices.createdAt })
        .from(notices)
        .orderBy(desc(notices.createdAt)),
    );
  }

  async delete(ownerId: UserId, id: NoticeId): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx.delete(notices).where(eq(notices.id, id)).returning({ id: notices.id }),
    );
    return gone.length > 0;
  }
}
