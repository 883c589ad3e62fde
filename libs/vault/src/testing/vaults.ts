import { newKey, newKeyRing } from '@hearthlore/crypto';
import { newId, type SessionId, type UserId } from '@hearthlore/kernel';
import { MemberVault } from '../unlocking/member-vault.js';

/** An unlocked vault with fresh keys. */
export function aVault(ownerId: UserId = newId<UserId>()): MemberVault {
  return new MemberVault(ownerId, newId<SessionId>(), {
    ring: newKeyRing(),
    ringKey: newKey(),
    selfKey: newKey(),
  });
}
