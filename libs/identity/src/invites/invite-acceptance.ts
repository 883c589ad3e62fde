import { AuditAction } from '@hearthlore/audit';
import { equalSecrets, wipe } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import { newId, type UserId } from '@hearthlore/kernel';
import type { MemberKeys, PreparedKeys } from '@hearthlore/vault';
import type { Account } from '../accounts/account.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DrizzleInviteStore, InvitedRole, OpenInvite } from '../adapters/drizzle-invite-store.js';
import { InviteNotFoundError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { assertStrongPassphrase } from '../passphrases/passphrase-policy.js';
import { invitationWords } from './fingerprint.js';
import { hashLinkToken, isLinkToken } from '../links/link-token.js';

export interface AcceptRequest {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
}

/** What the page of an invitation says before anybody has typed anything. */
export interface InvitePreview {
  readonly inviterName: string;
  readonly role: InvitedRole;
  readonly expiresAt: Date;
}

export interface Accepted {
  readonly account: Account;
  readonly recoveryKey: string;
  /** To be read to the inviter, who sees the same ones. */
  readonly words: readonly string[];
}

/**
 * The guest's side. Unknown, expired, used, withdrawn and meant for another address are one answer after the same work,
 * one look-up: what is slow is for the bearer of a good token alone, so nobody else can keep the server busy with it.
 */
export class InviteAcceptance {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly store: DrizzleInviteStore,
    private readonly accounts: AccountsService,
    private readonly keys: Pick<MemberKeys, 'prepare'>,
    private readonly journal: Pick<AccountJournal, 'record'>,
  ) {}

  /** @throws {InviteNotFoundError} */
  async preview(token: string): Promise<InvitePreview> {
    const invite = await this.#findOpen(token);
    if (invite === undefined) return this.#refuse();
    const inviterName = this.accounts.nameIn(invite.inviterId, invite.inviterProfile);
    return { inviterName, role: invite.role, expiresAt: invite.expiresAt };
  }

  /**
   * Makes an account that waits for its confirmation and can do nothing until then.
   *
   * @throws {InviteNotFoundError}
   * @throws {WeakPassphraseError} and {EmailTakenError} only to somebody who holds an open invitation.
   */
  async accept(request: AcceptRequest): Promise<Accepted> {
    const invite = await this.#findOpen(request.token);
    const isMeantForThem =
      invite !== undefined &&
      (invite.emailHash === null || equalSecrets(invite.emailHash, this.accounts.emailHash(request.email)));
    if (!isMeantForThem) return this.#refuse();
    await assertStrongPassphrase(request.passphrase, [request.name, request.email]);
    const id = newId<UserId>();
    const prepared = await this.keys.prepare(id, request.passphrase);
    try {
      const accepted = await this.#enrol(id, invite.role, request, prepared);
      const act = { action: AuditAction.inviteAccepted, actorId: id, objectId: invite.inviterId };
      await this.journal.record({ ...act, result: 'ok' });
      return accepted;
    } finally {
      // Accepting lets nobody in: the root key is not needed before the first sign-in.
      wipe(prepared.userRootKey);
    }
  }

  #enrol(id: UserId, role: InvitedRole, request: AcceptRequest, prepared: PreparedKeys): Promise<Accepted> {
    return this.transactions.run(id, async () => {
      const { name, email } = request;
      const recoveryKey = await this.accounts.create(
        { name, email, id, role, state: 'awaiting-confirmation' },
        prepared,
      );
      // The second of two at once fails here, and its account is taken back.
      const inviteId = await this.store.accept(hashLinkToken(request.token), id);
      const publicKey = await this.accounts.publicKey(id);
      if (inviteId === undefined || publicKey === undefined) throw new InviteNotFoundError();
      const words = await invitationWords(publicKey, id, inviteId);
      return { account: await this.accounts.get(id), recoveryKey, words };
    });
  }

  async #findOpen(token: string): Promise<OpenInvite | undefined> {
    const found = await this.store.findOpen(hashLinkToken(token));
    return isLinkToken(token) ? found : undefined;
  }

  async #refuse(): Promise<never> {
    await this.journal.record({ action: AuditAction.inviteRefused, result: 'refused' });
    throw new InviteNotFoundError();
  }
}
