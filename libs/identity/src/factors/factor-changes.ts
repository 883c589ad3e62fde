import type { AuditAction } from '@hearthlore/audit';
import type { MemberVault } from '@hearthlore/vault';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import type { Revocation } from '../sessions/revocation.js';

/** What follows a change of the ways in: whoever else is in, or on the way in, has to come again. */
export class FactorChanges {
  constructor(
    private readonly revocation: Pick<Revocation, 'everythingBut'>,
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
  ) {}

  /** Ends every other session, key of a program and sign-in of the member, and says so in the log and to the member. */
  async endOthers({ ownerId, holderId }: MemberVault, action: AuditAction): Promise<void> {
    await this.revocation.everythingBut(ownerId, holderId);
    await this.tell(ownerId, action, NoticeKind.secondFactorChanged);
  }

  /** For what adds to the ways in and takes none away. */
  async tell(ownerId: MemberVault['ownerId'], action: AuditAction, kind: NoticeKind): Promise<void> {
    await this.journal.recordAndTell(ownerId, kind, { action, actorId: ownerId, result: 'ok' });
  }
}
