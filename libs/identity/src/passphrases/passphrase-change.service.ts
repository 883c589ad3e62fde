import { AuditAction } from '@hearthlore/audit';
import type { OwnerTransactions } from '@hearthlore/database';
import type { Clock } from '@hearthlore/kernel';
import type { DataKeys, MemberKeys, MemberVault } from '@hearthlore/vault';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import type { Revocation } from '../sessions/revocation.js';
import { assertStrongPassphrase } from './passphrase-policy.js';

/** A new passphrase for a member who knows the old one: the step-up before it asked. */
export class PassphraseChangeService {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly accounts: Pick<AccountsService, 'get'>,
    private readonly keys: { readonly member: MemberKeys; readonly data: DataKeys; readonly clock: Clock },
    private readonly revocation: Revocation,
    private readonly journal: Pick<AccountJournal, 'recordAndTell'>,
  ) {}

  /**
   * Wraps the root key anew, adds a data key for what is written from here on, and ends every other session and every
   * key of a program: all of it or nothing.
   *
   * @throws {WeakPassphraseError} @throws {StepUpRequiredError} @throws {StretchingBusyError}
   */
  async change(vault: MemberVault, passphrase: string): Promise<void> {
    const { ownerId, holderId } = vault;
    const { name, email } = await this.accounts.get(ownerId);
    await assertStrongPassphrase(passphrase, [name, email]);
    const slot = await this.keys.member.wrapByPassphrase({ vault, now: this.keys.clock.now() }, passphrase);
    const ended = await this.transactions.run(ownerId, async () => {
      await this.keys.member.putSlot(ownerId, slot);
      await this.keys.data.add(vault);
      return this.revocation.end(ownerId, holderId);
    });
    await this.keys.data.follow(vault);
    await this.revocation.settle(ownerId, ended);
    await this.journal.recordAndTell(ownerId, NoticeKind.passphraseChanged, {
      action: AuditAction.passphraseChanged,
      actorId: ownerId,
      result: 'ok',
    });
  }
}
