import { AuditAction } from '@hearthlore/audit';
import { wipe } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import type { KeyCache, MemberKeys } from '@hearthlore/vault';
import type { DrizzleCredentialStore } from '../adapters/drizzle-credential-store.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { assertStrongPassphrase } from '../passphrases/passphrase-policy.js';
import type { OfferedProfile, ProfileRenewal } from '../recovery/profile-renewal.js';
import type { SignedInAnew } from '../recovery/recovery.service.js';
import type { Revocation } from '../sessions/revocation.js';
import type { SessionsService } from '../sessions/sessions.service.js';
import type { ResetsService } from './resets.service.js';

export interface StartEmptyRequest extends OfferedProfile {
  readonly token: string;
  readonly passphrase: string;
  readonly device: string;
}

/** For a member who has lost passphrase and recovery key: the account goes on, what was sealed under its keys does not. */
export class StartEmptyService {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly keys: { readonly member: MemberKeys; readonly cache: Pick<KeyCache, 'lockOwner'> },
    private readonly profiles: ProfileRenewal,
    private readonly doors: {
      readonly resets: ResetsService;
      readonly sessions: Pick<SessionsService, 'start'>;
      readonly revocation: Revocation;
      readonly credentials: DrizzleCredentialStore;
    },
    private readonly journal: Pick<AccountJournal, 'record'>,
  ) {}

  /**
   * Begins anew under other keys, in one transaction. Of the old ones every wrap is deleted: the ciphertext that
   * backups still hold opens no more.
   *
   * @throws {ResetNotFoundError} @throws {ResetNotYetError} @throws {WeakPassphraseError} @throws {ProfileRequiredError}
   */
  async use(request: StartEmptyRequest): Promise<SignedInAnew> {
    const { id, ownerId } = await this.doors.resets.findUsable(request.token, 'start-empty');
    const { profile, isLost } = await this.profiles.examine(ownerId, request);
    await assertStrongPassphrase(request.passphrase, [profile.name, profile.email]);
    const prepared = await this.keys.member.prepare(ownerId, request.passphrase);
    try {
      const { recoveryKey, ended } = await this.transactions.run(ownerId, async () => {
        await this.doors.resets.take(ownerId, id);
        await this.doors.resets.discardAll(ownerId);
        const revoked = await this.doors.revocation.end(ownerId, undefined);
        await this.doors.credentials.deletePasskeys(ownerId);
        await this.doors.credentials.deleteContent(ownerId);
        if (isLost) await this.profiles.renew(ownerId, profile);
        return { recoveryKey: await this.keys.member.enrolAnew(ownerId, prepared), ended: revoked };
      });
      this.keys.cache.lockOwner(ownerId);
      await this.doors.revocation.settle(ownerId, ended);
      await this.journal.record({ action: AuditAction.accountStartedEmpty, actorId: ownerId, result: 'ok' });
      const beginning = { userRootKey: prepared.userRootKey, device: request.device, secondFactor: false };
      return { ...(await this.doors.sessions.start(ownerId, beginning)), recoveryKey };
    } finally {
      wipe(prepared.userRootKey);
    }
  }
}
