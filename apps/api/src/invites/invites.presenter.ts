import type { InviteRow, SentInvite } from '@hearthlore/identity';
import type { InviteDto } from './invite.dto.js';

export function toInviteDto(invite: SentInvite, now: Date): InviteDto {
  return {
    id: invite.id,
    role: invite.role,
    state: stateOf(invite, now),
    acceptedBy: invite.acceptedBy,
    words: [...invite.words],
    keyChanged: invite.isKeyChanged,
    expiresAt: invite.expiresAt.toISOString(),
    createdAt: invite.createdAt.toISOString(),
  };
}

function stateOf(invite: InviteRow, now: Date): InviteDto['state'] {
  if (invite.confirmedAt !== null) return 'confirmed';
  if (invite.acceptedAt !== null) return 'accepted';
  return invite.expiresAt <= now ? 'expired' : 'open';
}
