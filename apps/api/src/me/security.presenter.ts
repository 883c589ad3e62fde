import type { Passkey } from '@hearthlore/identity';
import type { PasskeyDto } from './security.dto.js';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

export function toPasskeyDto(passkey: Passkey): PasskeyDto {
  const { id, name, credentialId, transports, prfSalt, unlocks, backedUp, createdAt, lastUsedAt } = passkey;
  return {
    id,
    name,
    credentialId: base64url(credentialId),
    transports,
    prfSalt: base64url(prfSalt),
    unlocks,
    backedUp,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
