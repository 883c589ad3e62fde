import { knownScopes } from '@hearthlore/identity';
import type { ProgramKey } from '@hearthlore/vault';
import type { ApiKeyDto, ApiKeyListDto } from './api-key.dto.js';

export function toApiKeyListDto(keys: readonly ProgramKey[], now: Date): ApiKeyListDto {
  const replaced = new Set(keys.map(({ replaces }) => replaces));
  return { data: keys.map((key) => toApiKeyDto(key, replaced.has(key.id), now)) };
}

function toApiKeyDto(key: ProgramKey, isReplaced: boolean, now: Date): ApiKeyDto {
  const isOver = key.expiresAt !== null && key.expiresAt <= now;
  return {
    id: key.id,
    name: key.name,
    keyId: key.keyId,
    lastFour: key.lastFour,
    scopes: knownScopes(key.scopes),
    state: isOver ? 'ended' : isReplaced ? 'ending' : 'active',
    replaces: key.replaces,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    createdAt: key.createdAt.toISOString(),
  };
}
