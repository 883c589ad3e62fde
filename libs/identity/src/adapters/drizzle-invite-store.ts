import { invites, type OwnerTransactions } from '@hearthlore/database';
import type { InviteId, UserId } from '@hearthlore/kernel';
import { desc, eq, sql } from 'drizzle-orm';
import type { Role } from '../accounts/account.js';

export type InvitedRole = Exclude<Role, 'owner'>;

export interface InviteRow {
  readonly id: InviteId;
  readonly role: InvitedRole;
  readonly acceptedBy: UserId | null;
  readonly acceptedAt: Date | null;
  readonly confirmedAt: Date | null;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

export interface NewInviteRow extends Pick<InviteRow, 'id' | 'role' | 'expiresAt'> {
  readonly ownerId: UserId;
  readonly tokenHash: Uint8Array;
  readonly emailHash: Uint8Array | null;
}

export class DrizzleInviteStore {
  constructor(private readonly transactions: OwnerTransactions) {}

  async insert(invite: NewInviteRow): Promise<void> {
    await this.transactions.run(invite.ownerId, (tx) => tx.insert(invites).values(invite));
  }

  list(ownerId: UserId): Promise<InviteRow[]> {
    return this.transactions.run(ownerId, (tx) =>
      tx
        .select({
          id: invites.id,
          role: invites.role,
          acceptedBy: invites.acceptedBy,
          acceptedAt: invites.acceptedAt,
          confirmedAt: invites.confirmedAt,
          expiresAt: invites.expiresAt,
          createdAt: invites.createdAt,
        })
        .from(invites)
        .orderBy(desc(invites.createdAt)),
    );
  }

  async delete(ownerId: UserId, id: InviteId): Promise<boolean> {
    const gone = await this.transactions.run(ownerId, (tx) =>
      tx.delete(invites).where(eq(invites.id, id)).returning({ id: invites.id }),
    );
    return gone.length > 0;
  }

  /** An invitation nobody has accepted, before anybody is known. */
  async findOpen(tokenHash: Uint8Array): Promise<{ role: InvitedRole; emailHash: Uint8Array | null } | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<{ role: InvitedRole; email_hash: Buffer | null }>(
        sql`select role, email_hash from find_open_invite(${Buffer.from(tokenHash)})`,
      ),
    );
    const [row] = found.rows;
    return row && { role: row.role, emailHash: row.email_hash && new Uint8Array(row.email_hash) };
  }

  /** Joins the new member's transaction. @returns Whether the invitation was still open: only one can accept it. */
  async accept(tokenHash: Uint8Array, memberId: UserId): Promise<boolean> {
    const found = await this.transactions.run(memberId, (tx) =>
      tx.execute<{ accepted: boolean }>(sql`select accept_invite(${Buffer.from(tokenHash)}, ${memberId}) as accepted`),
    );
    return found.rows[0]?.accepted === true;
  }

  /** @returns Whether this inviter had such an accepted invitation to confirm. */
  async confirm(ownerId: UserId, id: InviteId): Promise<boolean> {
    const found = await this.transactions.run(ownerId, (tx) =>
      tx.execute<{ confirmed: boolean }>(sql`select confirm_invite(${id}) as confirmed`),
    );
    return found.rows[0]?.confirmed === true;
  }
}
