import type { AuditEvent, AuditLog } from '@hearthlore/audit';
import type { UserId } from '@hearthlore/kernel';
import type { NoticeKind, Notices } from './notices.js';

/** Where everything that happens to an account is said: in the audit log, and to the member where it matters. */
export class AccountJournal {
  constructor(
    private readonly audit: AuditLog,
    private readonly notices: Notices,
  ) {}

  /** Call it after what happened is kept. */
  async record(event: AuditEvent): Promise<void> {
    await this.audit.append(event);
  }

  /** Also leaves the member a notice. */
  async recordAndTell(ownerId: UserId, kind: NoticeKind, event: AuditEvent): Promise<void> {
    await Promise.all([this.audit.append(event), this.notices.add(ownerId, kind)]);
  }
}
