import { AuditAction } from '@hearthlore/audit';
import type { UserId } from '@hearthlore/kernel';
import type { KeyCache } from '@hearthlore/vault';
import type { DrizzleFamilyStore } from '../adapters/drizzle-family-store.js';
import type { InvitedRole } from '../adapters/drizzle-invite-store.js';
import { MemberNotFoundError, MemberStateError, NotAllowedError } from '../identity.errors.js';
import type { AccountJournal } from '../journal/account-journal.js';
import { NoticeKind } from '../journal/notices.js';
import type { Limits } from '../quotas/limits.js';
import type { MemberRoles, Standing } from '../roles/member-roles.js';
import { mayManage } from '../roles/permissions.js';

/**
 * What owner and admins may do to a member: never read, never choose a passphrase. Each act is checked here, for a
 * clear answer, and once more by the database in the same statement that does it.
 */
export class FamilyService {
  constructor(
    private readonly store: DrizzleFamilyStore,
    private readonly roles: MemberRoles,
    private readonly keys: Pick<KeyCache, 'lockOwner'>,
    private readonly journal: Pick<AccountJournal, 'record' | 'recordAndTell'>,
  ) {}

  /** The owner's alone. @throws {NotAllowedError} @throws {MemberNotFoundError} */
  async changeRole(callerId: UserId, id: UserId, role: InvitedRole): Promise<void> {
    const { caller, member } = await this.#both(callerId, id);
    if (caller.role !== 'owner' || member.role === 'owner') throw new NotAllowedError();
    if (member.role === role) return;
    this.#assertDone(await this.store.setRole(callerId, id, role));
    this.roles.forget(id);
    const act = { action: AuditAction.memberRoleChanged, actorId: callerId, objectId: id, result: 'ok' } as const;
    await this.journal.recordAndTell(id, NoticeKind.roleChanged, act);
  }

  setState(callerId: UserId, id: UserId, state: 'active' | 'disabled'): Promise<void> {
    return state === 'active' ? this.enable(callerId, id) : this.disable(callerId, id);
  }

  /**
   * Ends sessions and keys of programs at once and keeps everything else. Open streams of this process end with their
   * keys; those of another one when it next asks which of its sessions have ended.
   *
   * @throws {MemberStateError} for somebody who was never let in.
   */
  async disable(callerId: UserId, id: UserId): Promise<void> {
    const member = await this.#manageable(callerId, id);
    if (member.state === 'disabled') return;
    if (member.state === 'awaiting-confirmation') throw new MemberStateError();
    this.#assertDone(await this.store.disable(callerId, id));
    this.close(id);
    await this.#record(AuditAction.memberDisabled, callerId, id);
  }

  /**
   * The member signs in again and finds everything as it was; an erasure that a manager ordered is off.
   *
   * @throws {MemberStateError}
   */
  async enable(callerId: UserId, id: UserId): Promise<void> {
    const member = await this.#manageable(callerId, id);
    if (member.state === 'active') return;
    if (member.state === 'awaiting-confirmation') throw new MemberStateError();
    this.#assertDone(await this.store.enable(callerId, id));
    this.roles.forget(id);
    await this.#record(AuditAction.memberEnabled, callerId, id);
  }

  /** Signs a member out everywhere. Keys of programs stay. */
  async endSessions(callerId: UserId, id: UserId): Promise<void> {
    await this.#manageable(callerId, id);
    if (!(await this.store.endSessions(callerId, id))) return;
    this.keys.lockOwner(id);
    await this.#record(AuditAction.memberSessionsEnded, callerId, id);
  }

  /** The owner may set the own ones, too. */
  async setLimits(callerId: UserId, id: UserId, limits: Limits): Promise<void> {
    const { caller, member } = await this.#both(callerId, id);
    const isOwnersOwn = callerId === id && caller.role === 'owner';
    if (!isOwnersOwn && !mayManage(caller.role, member.role)) throw new NotAllowedError();
    this.#assertDone(await this.store.setLimits(callerId, id, limits));
    await this.#record(AuditAction.memberLimitsChanged, callerId, id);
  }

  /** @throws {NotAllowedError} @throws {MemberNotFoundError} */
  async assertManageable(callerId: UserId, id: UserId): Promise<void> {
    await this.#manageable(callerId, id);
  }

  /** What is in memory of a member whose account was closed: the keys, and what the member may. */
  close(id: UserId): void {
    this.roles.forget(id);
    this.keys.lockOwner(id);
  }

  /** Makes somebody else the owner, and the caller an admin, in one step. */
  async transferOwnership(callerId: UserId, heirId: UserId): Promise<void> {
    const { caller, member } = await this.#both(callerId, heirId);
    if (caller.role !== 'owner') throw new NotAllowedError();
    if (callerId === heirId || member.role === 'viewer' || member.state !== 'active') throw new MemberStateError();
    this.#assertDone(await this.store.transferOwnership(callerId, heirId));
    this.roles.forget(callerId);
    this.roles.forget(heirId);
    const act = { action: AuditAction.memberRoleChanged, actorId: callerId, objectId: heirId, result: 'ok' } as const;
    await this.journal.recordAndTell(heirId, NoticeKind.roleChanged, act);
  }

  async #manageable(callerId: UserId, id: UserId): Promise<Standing> {
    const { caller, member } = await this.#both(callerId, id);
    if (!mayManage(caller.role, member.role)) throw new NotAllowedError();
    return member;
  }

  async #both(callerId: UserId, id: UserId): Promise<{ caller: Standing; member: Standing }> {
    const [caller, member] = await Promise.all([this.store.find(callerId, callerId), this.store.find(callerId, id)]);
    if (caller === undefined) throw new NotAllowedError();
    if (member === undefined) throw new MemberNotFoundError();
    return { caller, member };
  }

  /** The database saw it otherwise: roles have changed since they were looked up. */
  #assertDone(done: boolean): void {
    if (!done) throw new NotAllowedError();
  }

  async #record(action: AuditAction, callerId: UserId, id: UserId): Promise<void> {
    await this.journal.record({ action, actorId: callerId, objectId: id, result: 'ok' });
  }
}
