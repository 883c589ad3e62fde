import { installation, members, isUniqueViolation, type OwnerTransactions } from '@hearthlore/database';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
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

  async findPublicKey(id: UserId): Promise<Uint8Array | undefined> {
    const [row] = await this.transactions.run(id, (tx) =>
      tx.select({ publicKey: members.publicKey }).from(members).where(eq(members.id, id)),
    );
    return row?.publicKey ?? undefined;
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

  /** To the day, and written once a day: enough to see an account that nobody uses. */
  async noteSeen(id: UserId): Promise<void> {
    const today = sql`date_trunc('day', now(), 'UTC')`;
    await this.transactions.run(id, (tx) =>
      tx
        .update(members)
        .set({ lastSeenOn: today })
        .where(and(eq(members.id, id), or(isNull(members.lastSeenOn), lt(members.lastSeenOn, today)))),
    );
  }
}
