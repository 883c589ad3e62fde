import {
  apiKeys,
  auditSubjects,
  documentPoints,
  erasureReceipts,
  erasures,
  ingestBox,
  keySlots,
  type MaintenanceTransactions,
  members,
  passkeys,
  records,
  recordSets,
  sessions,
  type Transaction,
} from '@hearthlore/database';
import type { ErasureId, UserId } from '@hearthlore/kernel';
import { and, count, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { ErasureReason } from '../erasure/erasure.js';

/** A member whose time has come. */
export interface DueErasure {
  readonly id: ErasureId;
  readonly ownerId: UserId;
  readonly reason: ErasureReason;
}

/** An erasure whose receipt is still to be written; its member may be gone. */
export interface OpenErasure {
  readonly id: ErasureId;
  readonly tag: Uint8Array;
  readonly counts: Counts;
  readonly closedAt: Date;
}

/** How many of each kind were erased. */
export type Counts = Readonly<Record<string, number>>;

/** Sets of a member that go in one transaction; the records of each go with it. */
const BATCH = 200;
const KIND_NAMES = {
  document: 'documents',
  conversation: 'conversations',
  export: 'exports',
  ring: 'keyRings',
  self: 'selfRecords',
  profile: 'profiles',
} as const;

/**
 * Removes members, one transaction a step, as the role of the worker: row-level security shows it nobody whose time
 * has not come. Every step can be repeated; what was counted is kept in the transaction that removed it.
 */
export class DrizzleErasingMembers {
  constructor(private readonly transactions: MaintenanceTransactions) {}

  /** Whether a run has anything to do: an erasure to begin, or one to end. */
  async isAnyDue(): Promise<boolean> {
    return (await this.listDue()).length > 0 || (await this.listOpen()).length > 0;
  }

  /** The longest due first. */
  listDue(): Promise<DueErasure[]> {
    return this.transactions.run((tx) =>
      tx
        .select({ id: erasures.id, ownerId: erasures.ownerId, reason: erasures.reason })
        .from(erasures)
        .where(lte(erasures.effectiveAt, sql`now()`))
        .orderBy(erasures.effectiveAt),
    );
  }

  /**
   * Nobody comes in any more, and nobody can take it back. Holds the member's row first: who takes the erasure back at
   * this moment holds it too, and the erasure is looked at again once that is over.
   *
   * @returns What the ledger knows the member by; `undefined` where it was taken back meanwhile.
   */
  close({ id, ownerId }: DueErasure): Promise<Uint8Array | undefined> {
    return this.transactions.run(async (tx) => {
      await tx.select({ id: members.id }).from(members).where(eq(members.id, ownerId)).for('update');
      const [closed] = await tx
        .update(members)
        .set({ state: 'erasing' })
        .where(eq(members.id, ownerId))
        .returning({ tag: members.erasureTag });
      if (closed === undefined) return undefined;
      const [due] = await tx
        .select({ tokenHash: erasures.receiptTokenHash })
        .from(erasures)
        .where(eq(erasures.ownerId, ownerId));
      if (due === undefined) return undefined;
      await tx
        .insert(erasureReceipts)
        .values({ id, tokenHash: due.tokenHash, erasureTag: closed.tag })
        .onConflictDoNothing();
      return closed.tag;
    });
  }

  /** @param ledger How long the ledger is with the member's line in it, and the hash of that line. */
  async noteTombstone(id: ErasureId, ledger: { readonly count: number; readonly head: Uint8Array }): Promise<void> {
    await this.transactions.run((tx) =>
      tx
        .update(erasureReceipts)
        .set({ ledgerCount: ledger.count, ledgerHead: ledger.head })
        .where(eq(erasureReceipts.id, id)),
    );
  }

  /** From here on nothing of the member opens, whatever is left of it. */
  async deleteKeys({ id, ownerId }: DueErasure): Promise<void> {
    const own = [
      ['keySlots', keySlots],
      ['sessions', sessions],
      ['apiKeys', apiKeys],
      ['passkeys', passkeys],
      ['waitingUploads', ingestBox],
      ['auditSalts', auditSubjects],
    ] as const;
    await this.#counting(id, async (tx) => {
      const counts: Record<string, number> = {};
      for (const [name, table] of own)
        counts[name] = (await tx.delete(table).where(eq(table.ownerId, ownerId))).rowCount ?? 0;
      return counts;
    });
  }

  /** @returns Whether there may be more. */
  async deleteSets({ id, ownerId }: DueErasure): Promise<boolean> {
    const added = await this.#counting(id, async (tx) => {
      const sets = await tx
        .select({ id: recordSets.id, kind: recordSets.kind })
        .from(recordSets)
        .where(eq(recordSets.ownerId, ownerId))
        .limit(BATCH);
      if (sets.length === 0) return {};
      const ids = sets.map((set) => set.id);
      const [held] = await tx
        .select({ records: count() })
        .from(records)
        .where(and(eq(records.ownerId, ownerId), inArray(records.setId, ids)));
      await tx.delete(recordSets).where(and(eq(recordSets.ownerId, ownerId), inArray(recordSets.id, ids)));
      const counts: Record<string, number> = { records: held?.records ?? 0 };
      for (const { kind } of sets) counts[KIND_NAMES[kind]] = (counts[KIND_NAMES[kind]] ?? 0) + 1;
      return counts;
    });
    return Object.keys(added).length > 0;
  }

  /** As many as were found before any was dropped: a run that goes on finds fewer. */
  async notePoints(id: ErasureId, points: number): Promise<void> {
    if (points === 0) return;
    await this.transactions.run(async (tx) => {
      const [row] = await tx
        .select({ counts: erasureReceipts.counts })
        .from(erasureReceipts)
        .where(eq(erasureReceipts.id, id))
        .for('update');
      const counts = { ...row?.counts, points: Math.max(points, row?.counts.points ?? 0) };
      await tx.update(erasureReceipts).set({ counts }).where(eq(erasureReceipts.id, id));
    });
  }

  /** What was noted of them, once they are dropped. */
  async deletePoints({ ownerId }: DueErasure): Promise<void> {
    await this.transactions.run(async (tx) => {
      await tx.delete(documentPoints).where(eq(documentPoints.ownerId, ownerId));
    });
  }

  /** The row, and by cascade whatever still names it: notices, jobs, limits, usage, links, the wish itself. */
  async deleteMember({ id, ownerId }: DueErasure): Promise<void> {
    await this.#counting(id, async (tx) => {
      const gone = await tx.delete(members).where(eq(members.id, ownerId));
      return { members: gone.rowCount ?? 0 };
    });
  }

  /** Erasures whose member is gone and whose receipt is not written. */
  listOpen(): Promise<OpenErasure[]> {
    return this.transactions.run(async (tx) => {
      const rows = await tx
        .select({
          id: erasureReceipts.id,
          tag: erasureReceipts.erasureTag,
          counts: erasureReceipts.counts,
          closedAt: erasureReceipts.createdAt,
          ownerId: erasures.ownerId,
        })
        .from(erasureReceipts)
        .leftJoin(erasures, eq(erasures.id, erasureReceipts.id))
        .where(isNull(erasureReceipts.note));
      return rows.flatMap(({ tag, ownerId, ...row }) => (tag === null || ownerId !== null ? [] : [{ ...row, tag }]));
    });
  }

  /** How far the ledger went at every erasure so far. */
  async ledgerHeads(): Promise<{ readonly count: number; readonly head: Uint8Array }[]> {
    const rows = await this.transactions.run((tx) =>
      tx.select({ count: erasureReceipts.ledgerCount, head: erasureReceipts.ledgerHead }).from(erasureReceipts),
    );
    return rows.flatMap(({ count: lines, head }) => (lines === null || head === null ? [] : [{ count: lines, head }]));
  }

  /** @returns Whether nobody had written it. */
  async writeReceipt(id: ErasureId, note: string): Promise<boolean> {
    const written = await this.transactions.run((tx) =>
      tx
        .update(erasureReceipts)
        .set({ note, erasureTag: null })
        .where(and(eq(erasureReceipts.id, id), isNull(erasureReceipts.note))),
    );
    return written.rowCount === 1;
  }

  /**
   * Counts in the transaction that removes. Holds the row of the receipt meanwhile: of two workers the second finds
   * nothing left to count.
   */
  #counting(id: ErasureId, work: (tx: Transaction) => Promise<Counts>): Promise<Counts> {
    return this.transactions.run(async (tx) => {
      const [row] = await tx
        .select({ counts: erasureReceipts.counts })
        .from(erasureReceipts)
        .where(eq(erasureReceipts.id, id))
        .for('update');
      const added = await work(tx);
      const counts = { ...row?.counts };
      for (const [name, more] of Object.entries(added)) counts[name] = (counts[name] ?? 0) + more;
      await tx.update(erasureReceipts).set({ counts }).where(eq(erasureReceipts.id, id));
      return added;
    });
  }
}
