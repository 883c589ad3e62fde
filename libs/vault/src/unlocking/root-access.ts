import { wipe } from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import { type MemberVault, userRootKeyOf } from './member-vault.js';

/**
 * Somebody who may make new ways in: a member with the user root key in hand, as while signing in, or a vault whose
 * member has just proved once more to be there. [Note: Step-up]
 */
export type RootAccess =
  | { readonly ownerId: UserId; readonly userRootKey: Uint8Array }
  | { readonly vault: MemberVault; readonly now: Date };

export function ownerOf(access: RootAccess): UserId {
  return 'vault' in access ? access.vault.ownerId : access.ownerId;
}

/**
 * Inside this library alone. Hands out a copy, because a step-up that ends while a passphrase is being stretched wipes
 * the key: wrapping what is left of it would shut the member out for good.
 *
 * @throws {StepUpRequiredError}
 */
export async function withRootKey<T>(access: RootAccess, work: (userRootKey: Uint8Array) => Promise<T>): Promise<T> {
  const held = 'vault' in access ? userRootKeyOf(access.vault, access.now) : access.userRootKey;
  const userRootKey = new Uint8Array(held);
  try {
    return await work(userRootKey);
  } finally {
    wipe(userRootKey);
  }
}
