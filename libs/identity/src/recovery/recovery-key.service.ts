import { AuditAction } from '@hearthlore/audit';
import type { Clock } from '@hearthlore/kernel';
import type { MemberVault, RecoveryKeys } from '@hearthlore/vault';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import { WrongRecoveryKeyError } from './recovery.errors.js';

/** A signed-in member's recovery key: whether the paper still opens, and another one for a paper that is gone. */
export class RecoveryKeyService {
  constructor(
    private readonly keys: RecoveryKeys,
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
    private readonly clock: Clock,
  ) {}

  /** @returns The new key, shown once; the one before opens nothing from here on. @throws {StepUpRequiredError} */
  async replace(vault: MemberVault): Promise<string> {
    const written = await this.keys.replace({ vault, now: this.clock.now() });
    await this.journal.recordAndTell(vault.ownerId, NoticeKind.recoveryKeyReplaced, {
      action: AuditAction.recoveryKeyReplaced,
      actorId: vault.ownerId,
      result: 'ok',
    });
    return written;
  }

  /** @throws {WrongRecoveryKeyError} @throws {UnreadableRecoveryKeyError} where it is mistyped. */
  async check(vault: MemberVault, recoveryKey: string): Promise<void> {
    const opens = await this.keys.check(vault.ownerId, recoveryKey);
    await this.journal.record({
      action: AuditAction.recoveryKeyChecked,
      actorId: vault.ownerId,
      result: opens ? 'ok' : 'refused',
    });
    if (!opens) throw new WrongRecoveryKeyError();
  }
}
