import { invites, type OwnerTransactions } from '@hearthlore/database';
import type { InviteId, UserId } from '@hearthlore/kernel';
import { desc, sql } from 'drizzle-orm';
import type { Role } from '../accounts/account.js';
import { type SealedProfile, type SealedProfileRow, toSealedProfile } from './sealed-profile-row.js';

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

/** What the bearer of a token has in hand. */
export interface OpenInvite {
  readonly inviterId: UserId;
  readonly inviterProfile: SealedProfile | undefined;
  readonly role: InvitedRole;
  readonly emailHash: Uint8Array | null;
  readonly expiresAt: Date;
}

/** Who has accepted an invitation, and with which public key. */
export interface InvitedKey {
  readonly inviteId: InviteId;
  readonly memberId: UserId;
  readonly publicKey: Uint8Array | null;
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

  /** Nothing for a caller who does not manage the family. */
  async listKeys(ownerId: UserId): Promise<InvitedKey[]> {
    const found = await this.transactions.run(ownerId, (tx) =>
      tx.execute<{ invite_id: InviteId; member_id: UserId; public_key: Buffer | null }>(
        sql`select invite_id, member_id, public_key from list_invited_keys()`,
      ),
    );
    return found.rows.map((row) => ({
      inviteId: row.invite_id,
      memberId: row.member_id,
      publicKey: row.public_key && new Uint8Array(row.public_key),
    }));
  }

  /** With it goes the account of somebody who has accepted and was not confirmed. @returns Whether it was this inviter's. */
  async withdraw(ownerId: UserId, id: InviteId): Promise<boolean> {
    const found = await this.transactions.run(ownerId, (tx) =>
      tx.execute<{ withdrawn: boolean }>(sql`select withdraw_invite(${id}) as withdrawn`),
    );
    return found.rows[0]?.withdrawn === true;
  }

  /** An invitation nobody has accepted, whose inviter may still give it, before anybody is known. */
  async findOpen(tokenHash: Uint8Array): Promise<OpenInvite | undefined> {
    const found = await this.transactions.runWithoutOwner((tx) =>
      tx.execute<
        SealedProfileRow & { inviter_id: UserId; role: InvitedRole; email_hash: Buffer | null; expires_at: string }
      >(sql`select * from find_open_invite(${Buffer.from(tokenHash)})`),
    );
    const [row] = found.rows;
    return (
      row && {
        inviterId: row.inviter_id,
        inviterProfile: toSealedProfile(row),
        role: row.role,
        emailHash: row.email_hash && new Uint8Array(row.email_hash),
        expiresAt: new Date(row.expires_at),
      }
    );
  }

  /** Joins the new member's transaction. @returns The invitation, if it was still open: only one can accept it. */
  async accept(tokenHash: Uint8Array, memberId: UserId): Promise<InviteId | undefined> {
    const found = await this.transactions.run(memberId, (tx) =>
      tx.execute<{ id: InviteId | null }>(sql`select accept_invite(${Buffer.from(tokenHash)}) as id`),
    );
    return found.rows[0]?.id ?? undefined;
  }

  /**
   * @param publicKey The one whose words were read.
   * @returns Whether this inviter had such an accepted invitation to confirm, by a member with exactly this key.
   */
  async confirm(ownerId: UserId, id: InviteId, publicKey: Uint8Array): Promise<boolean> {
    const found = await this.transactions.run(ownerId, (tx) =>
      tx.execute<{ confirmed: boolean }>(sql`select confirm_invite(${id}, ${Buffer.from(publicKey)}) as confirmed`),
    );
    return found.rows[0]?.confirmed === true;
  }
}
