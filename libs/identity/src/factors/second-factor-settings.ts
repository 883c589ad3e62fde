import { AuditAction } from '@hearthlore/audit';
import type { Clock } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { AccountsService } from '../accounts/accounts.service.js';
import { NoticeKind } from '../journal/notices.js';
import type { BackupCodes } from './backup-codes.js';
import type { FactorChanges } from './factor-changes.js';
import type { FactorRecords } from './factor-records.js';
import { FactorNotOfferedError, FactorNotSetError, InvalidCodeError } from './factors.errors.js';
import { describeSeed, matchTotp, newSeed } from './totp.js';

/** A seed that was shown may be confirmed this long, in milliseconds. */
const OFFER_LIFETIME = 15 * 60_000;

export interface SecondFactorSummary {
  /** Since when codes are asked for; `undefined` where they are not. */
  readonly setAt: Date | undefined;
  readonly backupCodesLeft: number;
}

/** Sets a member's second factor up, and takes it away. */
export class SecondFactorSettings {
  constructor(
    private readonly records: FactorRecords,
    private readonly backupCodes: BackupCodes,
    private readonly accounts: Pick<AccountsService, 'get'>,
    private readonly changes: FactorChanges,
    private readonly clock: Clock,
  ) {}

  async summarize(vault: MemberVault): Promise<SecondFactorSummary> {
    const { totp, backupCodes } = await this.records.read(vault);
    return {
      setAt: totp && new Date(totp.setAt),
      backupCodesLeft: totp === undefined ? 0 : (backupCodes?.hashes.length ?? 0),
    };
  }

  /** Shows a new seed. Until a code of it is confirmed, everything stays as it was. */
  async offer(vault: MemberVault): Promise<{ readonly secret: string; readonly uri: string }> {
    const seed = newSeed();
    const { email } = await this.accounts.get(vault.ownerId);
    const madeAt = this.clock.now().getTime();
    await this.records.revise(vault, (current) => ({ ...current, offer: { seed, madeAt } }));
    return describeSeed(seed, email);
  }

  /**
   * Asks for codes from now on, and ends every other session.
   *
   * @returns The backup codes, shown once.
   * @throws {FactorNotOfferedError}
   * @throws {InvalidCodeError} after which the offer stands.
   */
  async confirm(vault: MemberVault, code: string): Promise<string[]> {
    const { offer } = await this.records.read(vault);
    const now = this.clock.now();
    if (offer === undefined || offer.madeAt + OFFER_LIFETIME <= now.getTime()) throw new FactorNotOfferedError();
    const lastStep = matchTotp(offer.seed, code.replaceAll(' ', ''), now);
    if (lastStep === undefined) throw new InvalidCodeError();
    const { codes, kept } = await this.backupCodes.make();
    await this.records.revise(vault, (current) => {
      // Offered anew meanwhile: what was confirmed is not what the member has in the app.
      if (current.offer?.madeAt !== offer.madeAt) throw new FactorNotOfferedError();
      const totp = { seed: offer.seed, lastStep, setAt: now.getTime() };
      return { version: 1, totp, backupCodes: kept };
    });
    await this.changes.endOthers(vault, AuditAction.secondFactorSet);
    return codes;
  }

  /** @throws {FactorNotSetError} */
  async remove(vault: MemberVault): Promise<void> {
    await this.records.revise(vault, (current) => {
      if (current.totp === undefined) throw new FactorNotSetError();
      return { version: 1 };
    });
    await this.changes.endOthers(vault, AuditAction.secondFactorRemoved);
  }

  /** Makes new backup codes; the ones before are worth nothing. @throws {FactorNotSetError} */
  async replaceBackupCodes(vault: MemberVault): Promise<string[]> {
    if ((await this.records.read(vault)).totp === undefined) throw new FactorNotSetError();
    const { codes, kept } = await this.backupCodes.make();
    await this.records.revise(vault, (current) => {
      if (current.totp === undefined) throw new FactorNotSetError();
      return { ...current, backupCodes: kept };
    });
    await this.changes.tell(vault.ownerId, AuditAction.backupCodesReplaced, NoticeKind.secondFactorChanged);
    return codes;
  }
}
