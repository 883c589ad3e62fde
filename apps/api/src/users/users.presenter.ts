import type { FamilyMember } from '@hearthlore/identity';
import type { UserId } from '@hearthlore/kernel';
import { toUserDto } from '../auth/auth.presenter.js';
import type { MemberDto } from './user.dto.js';

/** @param erasures When whose account is to go. */
export function toMemberDto(member: FamilyMember, erasures: ReadonlyMap<UserId, Date>): MemberDto {
  const { lastSeenOn, documents, storedBytes, limits, pendingReset, needsRecovery, isKeyChanged } = member;
  const { id, name, email, role, state, createdAt } = toUserDto(member);
  return {
    id,
    name,
    email,
    role,
    state,
    createdAt,
    lastSeenOn: lastSeenOn === null ? null : lastSeenOn.toISOString().slice(0, 10),
    documents,
    storedBytes,
    limits: { ...limits },
    pendingReset,
    needsRecovery,
    keyChanged: isKeyChanged,
    erasedAt: erasures.get(member.id)?.toISOString() ?? null,
  };
}
