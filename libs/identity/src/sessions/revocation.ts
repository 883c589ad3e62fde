import { AuditAction } from '@hearthlore/audit';
import type { OwnerTransactions } from '@hearthlore/database';
import type { UserId } from '@hearthlore/kernel';
import type { ProgramKeys, SessionKeys, VaultHolderId } from '@hearthlore/vault';
import type { SecondFactors } from '../factors/second-factors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import type { OpenVaults } from './open-vaults.js';

/**
 * Ends what came in by an earlier passphrase or factor, or was about to: every session, every key of a program, every
 * sign-in that waits for its second factor. Whoever held one of them must not stay because only the front door was
 * changed (CVE-2026-43911).
 */
export class Revocation {
  constructor(
    private readonly transactions: OwnerTransactions,
    private readonly holders: {
      readonly sessions: Pick<SessionKeys, 'endOthers'>;
      readonly programs: Pick<ProgramKeys, 'endAll'>;
      readonly factors: Pick<SecondFactors, 'forget'>;
    },
    private readonly vaults: Pick<OpenVaults, 'lock'>,
    private readonly journal: Pick<AccountJournal, 'record'>,
  ) {}

  /** @param keep The session that may stay; without one all end. */
  async everythingBut(ownerId: UserId, keep: VaultHolderId | undefined): Promise<void> {
    await this.settle(ownerId, await this.transactions.run(ownerId, () => this.end(ownerId, keep)));
  }

  /**
   * For a surrounding transaction of the member: {@link settle} follows once that is kept.
   *
   * @returns Whose keys have to leave memory.
   */
  async end(ownerId: UserId, keep: VaultHolderId | undefined): Promise<VaultHolderId[]> {
    const sessions = await this.holders.sessions.endOthers(ownerId, keep);
    return [...sessions, ...(await this.holders.programs.endAll(ownerId))];
  }

  async settle(ownerId: UserId, ended: readonly VaultHolderId[]): Promise<void> {
    this.holders.factors.forget(ownerId);
    for (const holderId of ended) this.vaults.lock(holderId);
    if (ended.length > 0)
      await this.journal.record({ action: AuditAction.sessionRevoked, actorId: ownerId, result: 'ok' });
  }
}
