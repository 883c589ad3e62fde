import { installation, members, isUniqueViolation, type OwnerTransactions } from '@hearthlore/database';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import type { StoredRecordSet } from '@hearthlore/vault';
import { eq, isNull, sql } from 'drizzle-orm';
import type { AccountState, Role } from '../accounts/account.js';

export interface AccountRow {
  readonly id: UserId;
  readonly role: Role;
  readonly state: AccountState;
  readonly profileSet: RecordSetId;
  readonly createdAt: Date;
}

export interface NewAccountRow extends Omit<AccountRow, 'createdAt'> {
  readonly emailHash: Uint8Array;
  readonly ringSet: RecordSetId;
  readonly erasureTag: Uint8Array;
}

/** A member's row with the sealed profile beside it, as the admins' list needs it. */
export interface FamilyRow extends AccountRow {
  readonly profile: StoredRecordSet;
  readonly sealedProfile: Uint8Array;
}

/** Another member has this e-mail address. */
export class EmailHashTaken extends Error {}

export class DrizzleAccountStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  async isSetUp(): Promise<boolean> {
    const [row] = await this.transactions.runWithoutOwner((tx) =>
      tx.select({ setUpAt: installation.setUpAt }).from(installation),
    );
    return row?.setUpAt != null;
  }

  /** @returns Whether this call was the one that finished the set-up: only one can be. */
  async markSetUp(ownerId: UserId, at: Date): Promise<boolean> {
    const marked = await this.transactions.run(ownerId, (tx) =>
      tx
        .update(installation)
        .set({ setUpAt: at })
        .where(isNull(installation.setUpAt))
        .returning({ id: installation.id }),
    );
    return marked.length === 1;
  }

  async findIdByEmailHash(emailHash: Uint8Array): Promise<UserId | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ id: UserId | null }>(sql`select find_member_by_email(${Buffer.from(emailHash)}) as id`),
    );
    return found.rows[0]?.id ?? undefined;
  }

  async find(id: UserId): Promise<AccountRow | undefined> {
    const [row] = await this.transactions.run(id, (tx) =>
      tx
        .select({
          id: members.id,
          role: members.role,
          state: members.state,
          profileSet: members.profileSet,
          createdAt: members.createdAt,
        })
        .from(members)
        .where(eq(members.id, id)),
    );
    return row;
  }

  /** @throws {EmailHashTaken} */
  async insert(account: NewAccountRow): Promise<void> {
    try {
      await this.transactions.run(account.id, (tx) => tx.insert(members).values(account));
    } catch (error) {
      if (isUniqueViolation(error)) throw new EmailHashTaken();
      throw error;
    }
  }

  /** Everybody's rows for an active owner or admin; nothing for anybody else, whatever the caller claims. */
  async listFamily(callerId: UserId): Promise<FamilyRow[]> {
    const found = await this.transactions.run(callerId, (tx) =>
      tx.execute<{
        member_id: UserId;
        role: Role;
        state: AccountState;
        created_at: string;
        profile_set: RecordSetId;
        key_version: number;
        salt: Buffer;
        commitment: Buffer;
        manifest: Buffer;
        revision: number;
        sealed: Buffer;
      }>(sql`select * from list_family()`),
    );
    return found.rows.map((row) => ({
      id: row.member_id,
      role: row.role,
      state: row.state,
      createdAt: new Date(row.created_at),
      profileSet: row.profile_set,
      profile: {
        id: row.profile_set,
        kind: 'profile',
        keyVersion: row.key_version,
        salt: new Uint8Array(row.salt),
        commitment: new Uint8Array(row.commitment),
        manifest: new Uint8Array(row.manifest),
        revision: row.revision,
      },
      sealedProfile: new Uint8Array(row.sealed),
    }));
  }
}
