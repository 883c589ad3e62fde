import type { OwnerTransactions } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import { type SQL, sql } from 'drizzle-orm';
import type { AccountState, Role } from '../accounts/account.js';
import type { InvitedRole } from './drizzle-invite-store.js';
import { type SealedProfile, type SealedProfileRow, toSealedProfile } from './sealed-profile-row.js';
import type { Limits } from '../quotas/limits.js';
import type { Standing } from '../roles/member-roles.js';

/** A member's row as the managers' list needs it: the sealed profile, counts and dates. */
export interface FamilyRow extends Standing {
  readonly id: UserId;
  readonly createdAt: Date;
  readonly lastSeenOn: Date | null;
  readonly publicKey: Uint8Array | null;
  readonly documents: number;
  readonly storedBytes: number;
  /** Of the member's own; `null` where the installation's default holds. */
  readonly limits: Limits;
  readonly pendingReset: 'recover' | 'start-empty' | null;
  readonly profile: SealedProfile | undefined;
}

type ListedRow = SealedProfileRow & {
  member_id: UserId;
  role: Role;
  state: AccountState;
  created_at: string;
  last_seen_on: string | null;
  public_key: Buffer | null;
  documents: number;
  stored_bytes: string;
  limit_stored_bytes: string | null;
  limit_documents: number | null;
  limit_questions: number | null;
  limit_tokens: number | null;
  pending_reset: 'recover' | 'start-empty' | null;
};

/**
 * What one member may see of, and do to, another. Each is a function of the database that asks again whether the caller
 * is an active owner or admin, and of what rank the other one is.
 */
export class DrizzleFamilyStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  /** Everybody's rows for an active owner or admin; nothing for anybody else, whatever the caller claims. */
  async list(callerId: UserId): Promise<FamilyRow[]> {
    const found = await this.transactions.run(callerId, (tx) =>
      tx.execute<ListedRow>(sql`select * from list_family()`),
    );
    return found.rows.map((row) => ({
      id: row.member_id,
      role: row.role,
      state: row.state,
      createdAt: new Date(row.created_at),
      lastSeenOn: row.last_seen_on === null ? null : new Date(row.last_seen_on),
      publicKey: row.public_key && new Uint8Array(row.public_key),
      documents: row.documents,
      storedBytes: Number(row.stored_bytes),
      limits: {
        storedBytes: row.limit_stored_bytes === null ? null : Number(row.limit_stored_bytes),
        documents: row.limit_documents,
        questionsPerDay: row.limit_questions,
        tokensPerDay: row.limit_tokens,
      },
      pendingReset: row.pending_reset,
      profile: toSealedProfile(row),
    }));
  }

  /** @returns `undefined` also for a caller who manages nobody. */
  async find(callerId: UserId, id: UserId): Promise<Standing | undefined> {
    const found = await this.transactions.run(callerId, (tx) =>
      tx.execute<{ role: Role; state: AccountState }>(sql`select role, state from find_family_member(${id})`),
    );
    const [row] = found.rows;
    return row && { role: row.role, state: row.state };
  }

  /** @returns Whether it was this caller's to do, here and below. */
  setRole(callerId: UserId, id: UserId, role: InvitedRole): Promise<boolean> {
    return this.#do(callerId, sql`select set_member_role(${id}, ${role}) as done`);
  }

  /** Sessions and keys of programs go with it, in the same transaction. */
  disable(callerId: UserId, id: UserId): Promise<boolean> {
    return this.#do(callerId, sql`select disable_member(${id}) as done`);
  }

  enable(callerId: UserId, id: UserId): Promise<boolean> {
    return this.#do(callerId, sql`select enable_member(${id}) as done`);
  }

  /** @returns Whether there was a session to end. */
  endSessions(callerId: UserId, id: UserId): Promise<boolean> {
    return this.#do(callerId, sql`select end_member_sessions(${id}) > 0 as done`);
  }

  setLimits(callerId: UserId, id: UserId, limits: Limits): Promise<boolean> {
    const { storedBytes, documents, questionsPerDay, tokensPerDay } = limits;
    return this.#do(
      callerId,
      sql`select set_member_limits(${id}, ${storedBytes}, ${documents}, ${questionsPerDay}, ${tokensPerDay}) as done`,
    );
  }

  transferOwnership(callerId: UserId, heirId: UserId): Promise<boolean> {
    return this.#do(callerId, sql`select transfer_ownership(${heirId}) as done`);
  }

  async #do(callerId: UserId, call: SQL): Promise<boolean> {
    const { rows } = await this.transactions.run(callerId, (tx) => tx.execute<{ done: boolean }>(call));
    return rows[0]?.done === true;
  }
}
