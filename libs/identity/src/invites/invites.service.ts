import { AuditAction } from '@hearthlore/audit';
import { type Clock, type InviteId, newId, type UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DrizzleInviteStore, InvitedKey, InvitedRole, InviteRow } from '../adapters/drizzle-invite-store.js';
import { InviteNotFoundError, InviteWordsDifferError, NotAllowedError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { invitationWords } from './fingerprint.js';
import { hashLinkToken, newLinkToken } from '../links/link-token.js';
import { isKeyChanged, type PinnedKeys } from './pinned-keys.js';

/** An invitation is open this long, in milliseconds. */
const LIFETIME = 72 * 3_600_000;

/** An invitation as whoever made it sees it. */
export interface SentInvite extends InviteRow {
  /** Of an accepted one: what the new member should read aloud. Empty until then. */
  readonly words: readonly string[];
  /** The member has another key now than the one that was confirmed. */
  readonly isKeyChanged: boolean;
}

/** The inviter's side: invite, compare the words, confirm. Accepting alone lets nobody in. [Note: Two-step invitation] */
export class InvitesService {
  constructor(
    private readonly store: DrizzleInviteStore,
    private readonly accounts: Pick<AccountsService, 'assertManager' | 'emailHash'>,
    private readonly pins: PinnedKeys,
    private readonly journal: Pick<AccountJournal, 'record'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param options.email Binds the invitation to this address.
   * @returns The token of the link: shown once, stored as a hash.
   * @throws {NotAllowedError} for members and viewers, and for an admin who invites another admin.
   */
  async create(
    inviterId: UserId,
    options: { readonly role: InvitedRole; readonly email?: string | undefined },
  ): Promise<{ id: InviteId; token: string; expiresAt: Date }> {
    const inviter = await this.accounts.assertManager(inviterId);
    if (options.role === 'admin' && inviter !== 'owner') throw new NotAllowedError();
    const id = newId<InviteId>();
    const token = newLinkToken();
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME);
    const emailHash = options.email === undefined ? null : this.accounts.emailHash(options.email);
    const tokenHash = hashLinkToken(token);
    await this.store.insert({ id, ownerId: inviterId, tokenHash, emailHash, role: options.role, expiresAt });
    await this.journal.record({ action: AuditAction.inviteCreated, actorId: inviterId, thingId: id, result: 'ok' });
    return { id, token, expiresAt };
  }

  /** Newest first. @throws {NotAllowedError} */
  async list(vault: MemberVault): Promise<SentInvite[]> {
    await this.accounts.assertManager(vault.ownerId);
    const [rows, keys, pins] = await Promise.all([
      this.store.list(vault.ownerId),
      this.store.listKeys(vault.ownerId),
      this.pins.read(vault),
    ]);
    const keyOf = new Map(keys.map((key) => [key.inviteId, key]));
    return Promise.all(
      rows.map(async (row) => {
        const key = keyOf.get(row.id);
        const isChanged = key !== undefined && isKeyChanged(pins, key.memberId, key.publicKey);
        return { ...row, words: await wordsOf(key), isKeyChanged: isChanged };
      }),
    );
  }

  /** Takes the account back, too, of somebody who has accepted and was not let in. @throws {InviteNotFoundError} */
  async withdraw(inviterId: UserId, id: InviteId): Promise<void> {
    await this.accounts.assertManager(inviterId);
    if (!(await this.store.withdraw(inviterId, id))) throw new InviteNotFoundError(id);
    await this.journal.record({ action: AuditAction.inviteWithdrawn, actorId: inviterId, thingId: id, result: 'ok' });
  }

  /**
   * Lets the accepted member in, and remembers the member's public key as it is now.
   *
   * @param words Those that the inviter has compared: others by now mean that the key was swapped in between.
   * @throws {InviteNotFoundError} also for somebody else's invitation. @throws {InviteWordsDifferError}
   */
  async confirm(vault: MemberVault, id: InviteId, words?: readonly string[]): Promise<void> {
    const inviterId = vault.ownerId;
    await this.accounts.assertManager(inviterId);
    const accepted = (await this.store.listKeys(inviterId)).find(({ inviteId }) => inviteId === id);
    if (accepted?.publicKey == null) throw new InviteNotFoundError(id);
    const { memberId, publicKey } = accepted;
    const act = { action: AuditAction.inviteConfirmed, actorId: inviterId, objectId: memberId, thingId: id };
    if (words !== undefined && !isSame(words, await wordsOf(accepted))) {
      await this.journal.record({ ...act, result: 'refused' });
      throw new InviteWordsDifferError();
    }
    await this.pins.pinWith(vault, memberId, publicKey, async () => {
      if (!(await this.store.confirm(inviterId, id, publicKey))) throw new InviteNotFoundError(id);
    });
    await this.journal.record({ ...act, result: 'ok' });
  }
}

async function wordsOf(key: InvitedKey | undefined): Promise<string[]> {
  return key?.publicKey == null ? [] : invitationWords(key.publicKey, key.memberId, key.inviteId);
}

function isSame(typed: readonly string[], words: readonly string[]): boolean {
  return typed.length === words.length && typed.every((word, n) => word.trim().toLowerCase() === words[n]);
}
