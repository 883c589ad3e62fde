import { type Account, type Device, type Limits, permissionsOf, type Usage } from '@hearthlore/identity';
import { toUserDto } from '../auth/auth.presenter.js';
import type { MeDto, SessionDto } from './me.dto.js';

export function toMeDto(account: Account, limits: Limits, usage: Usage): MeDto {
  const { storedBytes, documents, questions, tokens } = usage;
  const { id, name, email, role, state, createdAt } = toUserDto(account);
  return {
    id,
    name,
    email,
    role,
    state,
    createdAt,
    permissions: permissionsOf(role),
    limits: { ...limits },
    usage: { storedBytes, documents, questionsToday: questions, tokensToday: tokens },
  };
}

export function toSessionDto({ id, name, isThisOne, secondFactor, createdAt, lastSeenAt }: Device): SessionDto {
  return {
    id,
    name,
    current: isThisOne,
    secondFactor,
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  };
}
