import { erasures, type OwnerTransactions } from '@hearthlore/database';
import type { ErasureId, UserId } from '@hearthlore/kernel';
import { eq, sql } from 'drizzle-orm';
import type { ErasureProgress, ScheduledErasure } from '../erasure/erasure.js';

export interface NewErasure {
  readonly id: ErasureId;
  readonly effectiveAt: Date;
  readonly tokenHash: Uint8Array;
}

export interface OrderOutcome {
  /** `refused`: this caller does not manage that member. */
  readonly outcome: 'scheduled' | 'already' | 'refused';
  readonly effectiveAt: Date | undefined;
}

/** Wishes for erasures. Who may have which one is decided by functions of the database, in the statement that does it. */
export class DrizzleErasureStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  async request(
    ownerId: UserId,
    { id, effectiveAt, tokenHash }: NewErasure,
  ): Promise<'scheduled' | 'already' | 'owner' | 'refused'> {
    const { rows } = await this.transactions.run(ownerId, (tx) =>
      tx.execute<{ outcome: 'scheduled' | 'already' | 'owner' | 'refused' }>(
        sql`select request_erasure(${id}, ${effectiveAt.toISOString()}, ${Buffer.from(tokenHash)}) as outcome`,
      ),
    );
    return rows[0]?.outcome ?? 'refused';
  }

  /** Disables the member with it. */
  async order(callerId: UserId, memberId: UserId, { id, effectiveAt, tokenHash }: NewErasure): Promise<OrderOutcome> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ outcome: OrderOutcome['outcome']; effective_at: string | null }>(
        sql`select outcome, effective_at
              from order_erasure(${memberId}, ${id}, ${effectiveAt.toISOString()}, ${Buffer.from(tokenHash)})`,
      ),
    );
    const [{ outcome, effective_at: at } = { outcome: 'refused' as const, effective_at: null }] = rows;
    return { outcome, effectiveAt: at === null ? undefined : new Date(at) };
  }

  /** @returns Whether there was one, and it had not begun. */
  async cancel(ownerId: UserId): Promise<boolean> {
    const { rows } = await this.transactions.run(ownerId, (tx) =>
      tx.execute<{ cancelled: boolean }>(sql`select cancel_erasure() as cancelled`),
    );
    return rows[0]?.cancelled === true;
  }

  async find(ownerId: UserId): Promise<ScheduledErasure | undefined> {
    const [row] = await this.transactions.run(ownerId, (tx) =>
      tx
        .select({
          id: erasures.id,
          reason: erasures.reason,
          requestedAt: erasures.requestedAt,
          effectiveAt: erasures.effectiveAt,
        })
        .from(erasures)
        .where(eq(erasures.ownerId, ownerId)),
    );
    return row;
  }

  /** When whose account is to go, for an active owner or admin; empty for everybody else. */
  async list(callerId: UserId): Promise<ReadonlyMap<UserId, Date>> {
    const { rows } = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ member_id: UserId; effective_at: string }>(sql`select member_id, effective_at from list_erasures()`),
    );
    return new Map(rows.map((row) => [row.member_id, new Date(row.effective_at)]));
  }

  /** Before anybody is known: whoever holds the token may ask. */
  async findByToken(tokenHash: Uint8Array): Promise<ErasureProgress | undefined> {
    const { rows } = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ state: 'scheduled' | 'erasing' | 'erased'; effective_at: string; note: string | null }>(
        sql`select state, effective_at, note from find_erasure_receipt(${Buffer.from(tokenHash)})`,
      ),
    );
    const [row] = rows;
    if (row === undefined) return undefined;
    const effectiveAt = new Date(row.effective_at);
    if (row.note !== null) return { state: 'erased', effectiveAt, note: row.note };
    return { state: row.state === 'scheduled' ? 'scheduled' : 'erasing', effectiveAt, note: undefined };
  }
}
