import { AuditAction } from '@hearthlore/audit';
import { type Clock, newId, type ResetId, type UserId } from '@hearthlore/kernel';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { DrizzleResetStore, ResetKind, ResetRow } from '../adapters/drizzle-reset-store.js';
import { MemberNotFoundError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import { ResetNotFoundError, ResetNotYetError } from './resets.errors.js';
import { hashLinkToken, isLinkToken, newLinkToken } from '../links/link-token.js';

const DAY = 86_400_000;
/** Time a member has to say that starting empty was not wanted, in milliseconds. */
export const NOTICE_PERIOD = 7 * DAY;
/** A link works this long from when it may be used, in milliseconds. */
const LIFETIME = 7 * DAY;

export interface CreatedReset extends ResetRow {
  /** For the link: shown once, stored as a hash. */
  readonly token: string;
}

/**
 * Links that an admin makes for a member who cannot come in. Neither kind lets the admin in or shows anything: one
 * still asks for the recovery key, the other gives up what is sealed, and only after a week in which the member is told.
 */
export class ResetsService {
  constructor(
    private readonly store: DrizzleResetStore,
    private readonly accounts: Pick<AccountsService, 'assertManager'>,
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
    private readonly clock: Clock,
  ) {}

  /** @throws {NotAllowedError} @throws {MemberNotFoundError} also for somebody whom this manager does not manage. */
  async create(callerId: UserId, memberId: UserId, kind: ResetKind): Promise<CreatedReset> {
    await this.accounts.assertManager(callerId);
    const createdAt = this.clock.now();
    const effectiveAt = new Date(createdAt.getTime() + (kind === 'start-empty' ? NOTICE_PERIOD : 0));
    const expiresAt = new Date(effectiveAt.getTime() + LIFETIME);
    const token = newLinkToken();
    const reset = { id: newId<ResetId>(), kind, effectiveAt, expiresAt };
    if (!(await this.store.create(callerId, { ...reset, memberId, tokenHash: hashLinkToken(token) })))
      throw new MemberNotFoundError();
    const notice = kind === 'start-empty' ? NoticeKind.startEmptyScheduled : NoticeKind.resetRequested;
    await this.journal.recordAndTell(memberId, notice, {
      action: AuditAction.resetCreated,
      actorId: callerId,
      objectId: memberId,
      thingId: reset.id,
      result: 'ok',
    });
    return { ...reset, createdAt, token };
  }

  /** @throws {NotAllowedError} @throws {MemberNotFoundError} */
  async listFor(callerId: UserId, memberId: UserId): Promise<ResetRow[]> {
    await this.accounts.assertManager(callerId);
    if (!(await this.store.mayReset(callerId, memberId))) throw new MemberNotFoundError();
    return this.store.listFor(callerId, memberId);
  }

  /** @throws {NotAllowedError} @throws {ResetNotFoundError} */
  async cancelFor(callerId: UserId, memberId: UserId, id: ResetId): Promise<void> {
    await this.accounts.assertManager(callerId);
    if (!(await this.store.cancelFor(callerId, memberId, id))) throw new ResetNotFoundError(id);
    await this.#recordCancelled(callerId, memberId, id);
  }

  list(ownerId: UserId): Promise<ResetRow[]> {
    return this.store.list(ownerId, this.clock.now());
  }

  /** The member says: this was not wanted. @throws {ResetNotFoundError} */
  async cancel(ownerId: UserId, id: ResetId): Promise<void> {
    if (!(await this.store.delete(ownerId, id))) throw new ResetNotFoundError(id);
    await this.#recordCancelled(ownerId, ownerId, id);
  }

  /** Whoever signs in with a key has lost nothing: what was scheduled for want of one is off. */
  async cancelBecauseTheyCame(ownerId: UserId): Promise<void> {
    if (await this.store.deleteAll(ownerId, 'start-empty')) await this.#recordCancelled(ownerId, ownerId);
  }

  /** Joins the member's transaction. */
  async discardAll(ownerId: UserId): Promise<void> {
    await this.store.deleteAll(ownerId);
  }

  async isFor(ownerId: UserId, token: string): Promise<boolean> {
    const found = await this.#find(token);
    return found?.ownerId === ownerId && found.kind === 'recover';
  }

  /** What a link is for, for whoever holds it. @throws {ResetNotFoundError} */
  async look(token: string): Promise<ResetRow> {
    const found = await this.#find(token);
    const row = found && (await this.store.list(found.ownerId, this.clock.now())).find(({ id }) => id === found.id);
    if (row === undefined) throw new ResetNotFoundError();
    return row;
  }

  /** @throws {ResetNotFoundError} @throws {ResetNotYetError} */
  async findUsable(token: string, kind: ResetKind): Promise<{ readonly id: ResetId; readonly ownerId: UserId }> {
    const found = await this.#find(token);
    if (found === undefined || found.kind !== kind) throw new ResetNotFoundError();
    if (found.effectiveAt > this.clock.now()) throw new ResetNotYetError(found.effectiveAt);
    return found;
  }

  /** Joins the member's transaction. @throws {ResetNotFoundError} where another was quicker. */
  async take(ownerId: UserId, id: ResetId): Promise<void> {
    if (!(await this.store.delete(ownerId, id))) throw new ResetNotFoundError();
  }

  async #find(token: string) {
    return isLinkToken(token) ? this.store.find(hashLinkToken(token)) : undefined;
  }

  async #recordCancelled(actorId: UserId, objectId: UserId, thingId?: ResetId): Promise<void> {
    await this.journal.record({
      action: AuditAction.resetCancelled,
      actorId,
      objectId,
      ...(thingId && { thingId }),
      result: 'ok',
    });
  }
}
