import { AuditAction } from '@hearthlore/audit';
import {
  type AccountJournal,
  type FamilyDirectory,
  type FamilyService,
  hashLinkToken,
  newLinkToken,
  NoticeKind,
  normalizeEmail,
  NotAllowedError,
  WrongConfirmationError,
} from '@hearthlore/identity';
import { type Clock, type ErasureId, newId, type UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { DrizzleErasureStore } from '../adapters/drizzle-erasure-store.js';
import { GRACE, type RequestedErasure } from './erasure.js';
import { ErasureScheduledError } from './erasure.errors.js';

/** What owner and admins order for somebody else's account: it is closed at once, and erased a week later. */
export class OrderedErasures {
  constructor(
    private readonly store: DrizzleErasureStore,
    private readonly family: Pick<FamilyService, 'assertManageable' | 'close'>,
    private readonly directory: Pick<FamilyDirectory, 'get'>,
    private readonly journal: Pick<AccountJournal, 'recordAndTell'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Enabling the member again takes it back. Whoever was never let in is erased without a grace.
   *
   * @param confirmation The member's e-mail address; the id where the address does not open any more.
   * @throws {WrongConfirmationError} @throws {NotAllowedError} @throws {MemberNotFoundError} @throws {ErasureScheduledError}
   */
  async order(vault: MemberVault, memberId: UserId, confirmation: string): Promise<RequestedErasure> {
    const callerId = vault.ownerId;
    await this.family.assertManageable(callerId, memberId);
    const { email, needsRecovery } = await this.directory.get(vault, memberId);
    const expected = needsRecovery ? memberId : normalizeEmail(email);
    if (normalizeEmail(confirmation) !== expected) throw new WrongConfirmationError();
    const wished = new Date(this.clock.now().getTime() + GRACE);
    const [id, receiptToken] = [newId<ErasureId>(), newLinkToken()];
    const erasure = { id, effectiveAt: wished, tokenHash: hashLinkToken(receiptToken) };
    const { outcome, effectiveAt = wished } = await this.store.order(callerId, memberId, erasure);
    if (outcome === 'refused') throw new NotAllowedError();
    if (outcome === 'already') throw new ErasureScheduledError(effectiveAt);
    this.family.close(memberId);
    await this.journal.recordAndTell(memberId, NoticeKind.erasureScheduled, {
      action: AuditAction.memberDeleted,
      actorId: callerId,
      objectId: memberId,
      result: 'ok',
    });
    return { effectiveAt, receiptToken };
  }

  /** When whose account is to go. */
  list(callerId: UserId): Promise<ReadonlyMap<UserId, Date>> {
    return this.store.list(callerId);
  }
}
