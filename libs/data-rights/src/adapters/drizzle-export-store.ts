import { exports, memberJobs, type OwnerTransactions } from '@hearthlore/database';
import type { ExportId, UserId } from '@hearthlore/kernel';
import { and, desc, eq, gt, lte } from 'drizzle-orm';
import type { ExportState, MemberExport } from '../export/export.js';

const columns = {
  id: exports.id,
  state: exports.state,
  bytes: exports.bytes,
  hasPassphrase: exports.hasPassphrase,
  createdAt: exports.createdAt,
  expiresAt: exports.expiresAt,
  jobId: memberJobs.id,
};

export type NewExport = Omit<MemberExport, 'state' | 'bytes' | 'jobId'>;

/** The clear half of exports. One past its day is not there any more, even before the purge has come by. */
export class DrizzleExportStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** Joins the transaction that makes the record set. */
  async insert(ownerId: UserId, one: NewExport): Promise<void> {
    await this.transactions.run(ownerId, (tx) => tx.insert(exports).values({ ownerId, state: 'preparing', ...one }));
  }

  async find(ownerId: UserId, id: ExportId, now: Date): Promise<MemberExport | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(exports)
        .leftJoin(memberJobs, isItsJob())
        .where(and(eq(exports.id, id), gt(exports.expiresAt, now))),
    );
    return row;
  }

  /** Newest first. */
  list(ownerId: UserId, now: Date): Promise<MemberExport[]> {
    return this.transactions.run(ownerId, (tx) =>
      tx
        .select(columns)
        .from(exports)
        .leftJoin(memberJobs, isItsJob())
        .where(gt(exports.expiresAt, now))
        .orderBy(desc(exports.createdAt)),
    );
  }

  /** Whose day is over. */
  async listExpired(ownerId: UserId, now: Date): Promise<ExportId[]> {
    const rows = await this.transactions.run(ownerId, (tx) =>
      tx.select({ id: exports.id }).from(exports).where(lte(exports.expiresAt, now)),
    );
    return rows.map(({ id }) => id);
  }

  /** @returns Whether it is still there. */
  async update(
    ownerId: UserId,
    id: ExportId,
    change: { readonly state: ExportState; readonly bytes: number },
  ): Promise<boolean> {
    const changed = await this.transactions.run(ownerId, (tx) =>
      tx.update(exports).set(change).where(eq(exports.id, id)).returning({ id: exports.id }),
    );
    return changed.length > 0;
  }
}

const isItsJob = () => and(eq(memberJobs.subjectId, exports.id), eq(memberJobs.kind, 'export'));
