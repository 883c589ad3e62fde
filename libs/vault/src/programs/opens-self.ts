import { type MemberVault, selfKeyOf } from '../unlocking/member-vault.js';
import { StepUpRequiredError } from '../vault.errors.js';

/**
 * Whether the vault leads to what a member keeps about being a member. A program's does not.
 *
 * @throws {VaultLockedError} once the vault is locked.
 */
export function opensSelf(vault: MemberVault): boolean {
  try {
    selfKeyOf(vault);
    return true;
  } catch (error) {
    if (error instanceof StepUpRequiredError) return false;
    throw error;
  }
}
