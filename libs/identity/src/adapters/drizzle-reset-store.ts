import { type OwnerTransactions, resets } from '@hearthlore/database';
import type { ResetId, UserId } from '@hearthlore/kernel';
import { and, asc, eq, gt, sql } from 'drizzle-orm';

export type ResetKind = 'recover' | 'start-empty';

export interface ResetRow {
  readonly id: ResetId;
  readonly kind: ResetKind;
  /** Not to be used before this moment. */
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

export interface NewReset extends Omit<ResetRow, 'createdAt'> {
  readonly memberId: UserId;
  readonly tokenHash: Uint8Array;
}

const columns = {
  id: resets.id,
  kind: resets.kind,
  effectiveAt: resets.effectiveAt,
  expiresAt: resets.expiresAt,
  createdAt: resets.createdAt,
};

/** Links that lead a member back in. The database decides which manager may make one for whom. */
export class DrizzleResetStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** @returns Whether this caller may manage that member: nothing is made otherwise. */
  async create(callerId: UserId, reset: NewReset): Promise<boolean> {
    const { id, memberId, tokenHash, kind, effectiveAt, expiresAt } = reset;
    const made = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ made: boolean }>(
        sql`select create_reset(${id}, ${memberId}, ${Buffer.from(tokenHash)}, ${kind}, ${effectiveAt.toISOString()}, ${expiresAt.toISOString()}) as made`,
      ),
    );
    return made.rows[0]?.made === true;
  }

  /** @returns Whether this caller manages that member. */
  async mayReset(callerId: UserId, memberId: UserId): Promise<boolean> {
    const found = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ may: boolean }>(sql`select may_reset(${memberId}) as may`),
    );
    return found.rows[0]?.may === true;
  }

  /** Those of a member, for a manager of that member; nothing for anybody else. */
  async listFor(callerId: UserId, memberId: UserId): Promise<ResetRow[]> {
    const found = await this.transactions.run(callerId, (tx) =>
      tx.execute<{
        reset_id: ResetId;
        kind: ResetKind;
        effective_at: string;
        expires_at: string;
        created_at: string;
      }>(sql`select * from list_resets(${memberId})`),
    );
    return found.rows.map((row) => ({
      id: row.reset_id,
      kind: row.kind,
      effectiveAt: new Date(row.effective_at),
      expiresAt: new Date(row.expires_at),
      createdAt: new Date(row.created_at),
    }));
  }

  async cancelFor(callerId: UserId, memberId: UserId, id: ResetId): Promise<boolean> {
    const found = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ cancelled: boolean }>(sql`select cancel_reset(${memberId}, ${id}) as cancelled`),
    );
    return found.rows[0]?.cancelled === true;
  }

  /** A member's own, oldest first. */
  list(ownerId: UserId, now: Date): Promise<ResetRow[]> {
    return this.transactions.run(ownerId, (tx) =>
      tx.select(columns).from(resets).where(gt(resets.expiresAt, now)).orderBy(asc(resets.createdAt)),
    );
  }

  /** @returns Whether it was there: of two at once only one takes it. */
  async delete(ownerId: UserId, id: ResetId): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx.delete(resets).where(eq(resets.id, id)).returning({ id: resets.id }),
    );
    return gone.length > 0;
  }

  /** @returns Whether there were any. */
  async deleteAll(ownerId: UserId, kind?: ResetKind): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx
        .delete(resets)
        .where(and(kind && eq(resets.kind, kind)))
        .returning({ id: resets.id }),
    );
    return gone.length > 0;
  }

  /** Whose link this is, before anybody is known. */
  async find(
    tokenHash: Uint8Array,
  ): Promise<{ id: ResetId; ownerId: UserId; kind: ResetKind; effectiveAt: Date } | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ reset_id: ResetId; owner_id: UserId; kind: ResetKind; effective_at: string }>(
        sql`select reset_id, owner_id, kind, effective_at from find_reset(${Buffer.from(tokenHash)})`,
      ),
    );
    const [row] = found.rows;
    return row && { id: row.reset_id, ownerId: row.owner_id, kind: row.kind, effectiveAt: new Date(row.effective_at) };
  }
}
