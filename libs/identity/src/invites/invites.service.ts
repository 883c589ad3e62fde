import { createHash } from 'node:crypto';
import { equalSecrets, randomBytes, wipe } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import { type Clock, type InviteId, newId, type UserId } from '@hearthlore/kernel';
import type { MemberKeys } from '@hearthlore/vault';
import type { Account } from '../accounts/account.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DrizzleInviteStore, InvitedRole, InviteRow } from '../adapters/drizzle-invite-store.js';
import { InviteNotFoundError, NotAllowedError } from '../identity.errors.js';
import { assertStrongPassphrase } from '../passphrases/passphrase-policy.js';

/** An invitation is open this long, in milliseconds. */
const LIFETIME = 72 * 3_600_000;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export interface AcceptRequest {
  readonly token: string;
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
}

/** Invite, accept, confirm: accepting alone lets nobody in. */
export class InvitesService {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly store: DrizzleInviteStore,
    private readonly accounts: AccountsService,
    private readonly keys: MemberKeys,
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
    const token = Buffer.from(randomBytes(32)).toString('base64url');
    const expiresAt = new Date(this.clock.now().getTime() + LIFETIME);
    const emailHash = options.email === undefined ? null : this.accounts.emailHash(options.email);
    await this.store.insert({
      id,
      ownerId: inviterId,
      tokenHash: hashToken(token),
      emailHash,
      role: options.role,
      expiresAt,
    });
    return { id, token, expiresAt };
  }

  async list(inviterId: UserId): Promise<InviteRow[]> {
    await this.accounts.assertManager(inviterId);
    return this.store.list(inviterId);
  }

  /** @throws {InviteNotFoundError} */
  async withdraw(inviterId: UserId, id: InviteId): Promise<void> {
    await this.accounts.assertManager(inviterId);
    if (!(await this.store.delete(inviterId, id))) throw new InviteNotFoundError(id);
  }

  /** @throws {InviteNotFoundError} @throws {WeakPassphraseError} @throws {EmailTakenError} */
  async accept(request: AcceptRequest): Promise<{ account: Account; recoveryKey: string }> {
    const tokenHash = hashToken(request.token);
    const invite = TOKEN.test(request.token) ? await this.store.findOpen(tokenHash) : undefined;
    const isMeantForThem =
      invite !== undefined &&
      (invite.emailHash === null || equalSecrets(invite.emailHash, this.accounts.emailHash(request.email)));
    if (!isMeantForThem) throw new InviteNotFoundError();
    await assertStrongPassphrase(request.passphrase, [request.name, request.email]);
    const id = newId<UserId>();
    const prepared = await this.keys.prepare(id, request.passphrase);
    // Accepting lets nobody in: the root key is not needed before the first sign-in.
    const recoveryKey = await this.transactions
      .run(id, async () => {
        const created = await this.accounts.create(
          { ...request, id, role: invite.role, state: 'awaiting-confirmation' },
          prepared,
        );
        // The second of two at once fails here, and its account is taken back.
        if (!(await this.store.accept(tokenHash, id))) throw new InviteNotFoundError();
        return created;
      })
      .finally(() => wipe(prepared.userRootKey));
    return { account: await this.accounts.get(id), recoveryKey };
  }

  /** Lets the accepted member in. @throws {InviteNotFoundError} also for somebody else's invitation. */
  async confirm(inviterId: UserId, id: InviteId): Promise<void> {
    await this.accounts.assertManager(inviterId);
    if (!(await this.store.confirm(inviterId, id))) throw new InviteNotFoundError(id);
  }
}

const hashToken = (token: string): Uint8Array => new Uint8Array(createHash('sha256').update(token).digest());
