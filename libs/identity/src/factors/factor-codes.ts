import { AuditAction } from '@hearthlore/audit';
import { equalSecrets } from '@hearthlore/crypto';
import type { Clock } from '@hearthlore/kernel';
import type { SelfAccess } from '@hearthlore/vault';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import type { BackupCodes } from './backup-codes.js';
import type { FactorRecord } from './factor-record.js';
import type { FactorRecords } from './factor-records.js';
import { InvalidCodeError, TooManyCodesError } from './factors.errors.js';
import { isTotpForm, matchTotp } from './totp.js';

/** Wrong codes a member may enter in a window of so many milliseconds, from wherever they come. */
const MOST_FAILURES = 5;
const WINDOW = 5 * 60_000;

/** Takes a code of the authenticator app or a backup code, each of them once. */
export class FactorCodes {
  constructor(
    private readonly records: FactorRecords,
    private readonly backupCodes: BackupCodes,
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Finds and spends the code while nobody else can: of two sign-ins with one code, one is refused.
   *
   * @throws {InvalidCodeError}
   * @throws {TooManyCodesError}
   */
  async spend(access: SelfAccess, written: string): Promise<void> {
    const code = written.trim();
    const record = await this.records.read(access);
    this.#assertFewFailures(record);
    const isTotp = isTotpForm(code.replaceAll(' ', ''));
    const salt = record.backupCodes?.salt;
    const hash = isTotp || salt === undefined ? undefined : await this.backupCodes.hash(code, salt);
    let spent: FactorRecord | undefined;
    await this.records.revise(access, (current) => {
      this.#assertFewFailures(current);
      spent = isTotp ? this.#spendTotp(current, code.replaceAll(' ', '')) : spendBackupCode(current, hash);
      if (spent === undefined) return { ...current, failures: this.#countFailure(current) };
      const { failures: _, ...kept } = spent;
      return kept;
    });
    const actorId = access.ownerId;
    if (spent === undefined) {
      // Whoever is asked for a code knew the passphrase: its member should hear of that.
      await this.journal.recordAndTell(actorId, NoticeKind.secondFactorRefused, {
        action: AuditAction.secondFactorRefused,
        actorId,
        result: 'refused',
      });
      throw new InvalidCodeError();
    }
    if (!isTotp) await this.journal.record({ action: AuditAction.backupCodeUsed, actorId, result: 'ok' });
  }

  #spendTotp(record: FactorRecord, code: string): FactorRecord | undefined {
    if (record.totp === undefined) return undefined;
    const step = matchTotp(record.totp.seed, code, this.clock.now(), record.totp.lastStep);
    return step === undefined ? undefined : { ...record, totp: { ...record.totp, lastStep: step } };
  }

  #assertFewFailures({ failures }: FactorRecord): void {
    if (failures === undefined || failures.count < MOST_FAILURES) return;
    const left = failures.since + WINDOW - this.clock.now().getTime();
    if (left > 0) throw new TooManyCodesError(left);
  }

  #countFailure({ failures }: FactorRecord): NonNullable<FactorRecord['failures']> {
    const now = this.clock.now().getTime();
    return failures === undefined || failures.since + WINDOW <= now
      ? { count: 1, since: now }
      : { count: failures.count + 1, since: failures.since };
  }
}

function spendBackupCode(record: FactorRecord, hash: Uint8Array | undefined): FactorRecord | undefined {
  const { totp, backupCodes } = record;
  if (totp === undefined || backupCodes === undefined || hash === undefined) return undefined;
  const hashes = backupCodes.hashes.filter((kept) => !equalSecrets(kept, hash));
  return hashes.length === backupCodes.hashes.length
    ? undefined
    : { ...record, backupCodes: { ...backupCodes, hashes } };
}
