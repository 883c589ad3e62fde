import { AuditAction } from '@hearthlore/audit';
import {
  type AccountJournal,
  type AccountsService,
  hashLinkToken,
  isLinkToken,
  newLinkToken,
  NoticeKind,
  normalizeEmail,
  NotAllowedError,
  WrongConfirmationError,
} from '@hearthlore/identity';
import { type Clock, type ErasureId, newId, type UserId } from '@hearthlore/kernel';
import type { DrizzleErasureStore } from '../adapters/drizzle-erasure-store.js';
import { type ErasureProgress, GRACE, type RequestedErasure, type ScheduledErasure } from './erasure.js';
import {
  ErasureNotFoundError,
  ErasureScheduledError,
  OwnerMustHandOverError,
  ReceiptNotFoundError,
} from './erasure.errors.js';

/** A member's own account: the wish to have it erased, a week to take that back, and the receipt. */
export class OwnErasure {
  constructor(
    private readonly store: DrizzleErasureStore,
    private readonly accounts: Pick<AccountsService, 'get'>,
    private readonly journal: Pick<AccountJournal, 'recordAndTell'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @param confirmation The member's own e-mail address.
   * @throws {WrongConfirmationError} @throws {OwnerMustHandOverError} @throws {ErasureScheduledError}
   */
  async request(ownerId: UserId, confirmation: string): Promise<RequestedErasure> {
    const { email } = await this.accounts.get(ownerId);
    if (normalizeEmail(confirmation) !== normalizeEmail(email)) throw new WrongConfirmationError();
    const effectiveAt = new Date(this.clock.now().getTime() + GRACE);
    const [id, receiptToken] = [newId<ErasureId>(), newLinkToken()];
    const outcome = await this.store.request(ownerId, { id, effectiveAt, tokenHash: hashLinkToken(receiptToken) });
    if (outcome === 'owner') throw new OwnerMustHandOverError();
    if (outcome === 'already') throw new ErasureScheduledError((await this.store.find(ownerId))?.effectiveAt);
    if (outcome === 'refused') throw new NotAllowedError();
    await this.journal.recordAndTell(ownerId, NoticeKind.erasureScheduled, {
      action: AuditAction.erasureRequested,
      actorId: ownerId,
      thingId: id,
      result: 'ok',
    });
    return { effectiveAt, receiptToken };
  }

  /** @throws {ErasureNotFoundError} also when it has begun. */
  async cancel(ownerId: UserId): Promise<void> {
    if (!(await this.store.cancel(ownerId))) throw new ErasureNotFoundError();
    await this.journal.recordAndTell(ownerId, NoticeKind.erasureCancelled, {
      action: AuditAction.erasureCancelled,
      actorId: ownerId,
      result: 'ok',
    });
  }

  find(ownerId: UserId): Promise<ScheduledErasure | undefined> {
    return this.store.find(ownerId);
  }

  /** @throws {ReceiptNotFoundError} alike for whatever is no token of an erasure. */
  async progress(token: string): Promise<ErasureProgress> {
    const found = isLinkToken(token) ? await this.store.findByToken(hashLinkToken(token)) : undefined;
    if (found === undefined) throw new ReceiptNotFoundError();
    return found;
  }
}
