import { AuditAction } from '@hearthlore/audit';
import { PASSWORD_SALT_BYTES, randomBytes, wipe } from '@hearthlore/crypto';
import type { OwnerTransactions } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import type { MemberKeys, OpenedByRecoveryKey, PassphraseSlot, RecoveryKeys } from '@hearthlore/vault';
import type { Profile } from '../accounts/account.js';
import type { SecondFactors } from '../factors/second-factors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import { assertStrongPassphrase } from '../passphrases/passphrase-policy.js';
import type { ResetsService } from '../resets/resets.service.js';
import type { Revocation } from '../sessions/revocation.js';
import type { SessionsService, SignedIn } from '../sessions/sessions.service.js';
import type { OfferedProfile, ProfileRenewal } from './profile-renewal.js';
import { WrongRecoveryKeyError } from './recovery.errors.js';

export interface RecoveryRequest extends OfferedProfile {
  readonly recoveryKey: string;
  /** The new one. */
  readonly passphrase: string;
  /** From a link that an admin made; it must then be the same member's. */
  readonly resetToken?: string | undefined;
  readonly device: string;
}

/** A session with the recovery key that takes the place of the one just used. */
export interface SignedInAnew extends SignedIn {
  readonly recoveryKey: string;
}

interface Prepared extends Pick<OpenedByRecoveryKey, 'ownerId' | 'locator'> {
  readonly slot: PassphraseSlot;
  readonly profile: Profile;
  readonly isProfileLost: boolean;
  readonly device: string;
}

/**
 * The way back for somebody who has lost the passphrase, or whose installation has lost its master key.
 * [Note: Ways back]
 */
export class RecoveryService {
  constructor(
    private readonly transactions: Pick<OwnerTransactions, 'run'>,
    private readonly keys: {
      readonly recovery: Pick<RecoveryKeys, 'open' | 'replaceUsed'>;
      readonly member: Pick<MemberKeys, 'wrapByPassphrase' | 'putSlot' | 'pretendToUnlock'>;
    },
    private readonly profiles: Pick<ProfileRenewal, 'examine' | 'renew'>,
    private readonly doors: {
      readonly sessions: Pick<SessionsService, 'start' | 'assertAdmitted'>;
      readonly revocation: Pick<Revocation, 'end' | 'settle'>;
      readonly secondFactors: Pick<SecondFactors, 'demand'>;
      readonly resets: Pick<ResetsService, 'isFor' | 'discardAll'>;
    },
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
  ) {}

  /**
   * Gives a member a new passphrase and a new recovery key, and signs everybody else out.
   *
   * @throws {WrongRecoveryKeyError} after the same work as for a right one.
   * @throws {SecondFactorRequiredError} where one is set: the key on paper alone is not enough.
   * @throws {ProfileRequiredError} @throws {WeakPassphraseError} @throws {StretchingBusyError}
   */
  async recover(request: RecoveryRequest): Promise<SignedInAnew> {
    const opened = await this.keys.recovery.open(request.recoveryKey);
    if (opened === undefined || !(await this.#isMeant(opened.ownerId, request.resetToken))) {
      if (opened !== undefined) wipe(opened.userRootKey);
      return this.#refuse(request.passphrase);
    }
    const prepared = await this.#prepare(opened, request).catch((error: unknown) => {
      wipe(opened.userRootKey);
      throw error;
    });
    return this.doors.secondFactors.demand(opened, (userRootKey, secondFactor) =>
      this.#complete(prepared, userRootKey, secondFactor),
    );
  }

  async #refuse(passphrase: string): Promise<never> {
    await this.keys.member.pretendToUnlock(passphrase, randomBytes(PASSWORD_SALT_BYTES));
    await this.journal.record({ action: AuditAction.recoveryKeyRefused, result: 'refused' });
    throw new WrongRecoveryKeyError();
  }

  async #prepare(opened: OpenedByRecoveryKey, { passphrase, device, ...offered }: RecoveryRequest): Promise<Prepared> {
    const { ownerId, locator } = opened;
    // The new recovery key is shown once, at the end: nothing may be changed for somebody who is not let in then.
    await this.doors.sessions.assertAdmitted(ownerId);
    const { profile, isLost } = await this.profiles.examine(ownerId, offered);
    // Judging a passphrase holds everybody else up: it is done for who has shown a key, and for no stranger.
    await assertStrongPassphrase(passphrase, [profile.name, profile.email]);
    const slot = await this.keys.member.wrapByPassphrase(opened, passphrase);
    return { ownerId, locator, slot, profile, isProfileLost: isLost, device };
  }

  /** @param userRootKey Wiped. */
  async #complete(prepared: Prepared, userRootKey: Uint8Array, secondFactor: boolean): Promise<SignedInAnew> {
    const { ownerId, device } = prepared;
    try {
      const { recoveryKey, ended } = await this.transactions.run(ownerId, () => this.#exchange(prepared, userRootKey));
      await this.doors.revocation.settle(ownerId, ended);
      await this.journal.recordAndTell(ownerId, NoticeKind.recoveryKeyUsed, {
        action: AuditAction.accountRecovered,
        actorId: ownerId,
        result: 'ok',
      });
      return { ...(await this.doors.sessions.start(ownerId, { userRootKey, device, secondFactor })), recoveryKey };
    } finally {
      wipe(userRootKey);
    }
  }

  /** @throws {WrongRecoveryKeyError} where the key was used or replaced while its bearer was asked for more. */
  async #exchange({ ownerId, locator, slot, profile, isProfileLost }: Prepared, userRootKey: Uint8Array) {
    const recoveryKey = await this.keys.recovery.replaceUsed({ ownerId, userRootKey }, locator);
    if (recoveryKey === undefined) throw new WrongRecoveryKeyError();
    await this.keys.member.putSlot(ownerId, slot);
    if (isProfileLost) await this.profiles.renew(ownerId, profile);
    await this.doors.resets.discardAll(ownerId);
    return { recoveryKey, ended: await this.doors.revocation.end(ownerId, undefined) };
  }

  async #isMeant(ownerId: UserId, resetToken: string | undefined): Promise<boolean> {
    return resetToken === undefined || this.doors.resets.isFor(ownerId, resetToken);
  }
}
