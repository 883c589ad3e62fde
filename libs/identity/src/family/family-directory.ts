import type { UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { Account } from '../accounts/account.js';
import type { Profiles } from '../accounts/profiles.js';
import type { DrizzleFamilyStore, FamilyRow } from '../adapters/drizzle-family-store.js';
import { MemberNotFoundError, NotAllowedError } from '../identity.errors.js';
import { isKeyChanged, type PinnedKeys } from '../invites/pinned-keys.js';

/** A member as the family's managers see one: how much there is, never what. */
export interface FamilyMember
  extends Account,
    Pick<FamilyRow, 'lastSeenOn' | 'documents' | 'storedBytes' | 'limits' | 'pendingReset'> {
  /** Name and address do not open: the master key was lost, and the member has not come back yet. */
  readonly needsRecovery: boolean;
  /** The member has another public key now than the one that this manager has confirmed. */
  readonly isKeyChanged: boolean;
}

/** Who belongs to the family, for owner and admins. */
export class FamilyDirectory {
  constructor(
    private readonly store: DrizzleFamilyStore,
    private readonly profiles: Profiles,
    private readonly pins: PinnedKeys,
  ) {}

  /** Longest member first. @throws {NotAllowedError} for anybody but an active owner or admin. */
  async list(vault: MemberVault): Promise<FamilyMember[]> {
    const [rows, pins] = await Promise.all([this.store.list(vault.ownerId), this.pins.read(vault)]);
    // A manager is in the list; it is empty for nobody else.
    if (rows.length === 0) throw new NotAllowedError();
    return rows.map(({ publicKey, profile, ...row }) => {
      const { name, email } = this.profiles.openIfPossible(row.id, profile) ?? {};
      return {
        ...row,
        name: name ?? '',
        email: email ?? '',
        needsRecovery: name === undefined,
        isKeyChanged: isKeyChanged(pins, row.id, publicKey),
      };
    });
  }

  /** @throws {MemberNotFoundError} @throws {NotAllowedError} */
  async get(vault: MemberVault, id: UserId): Promise<FamilyMember> {
    const member = (await this.list(vault)).find((one) => one.id === id);
    if (member === undefined) throw new MemberNotFoundError();
    return member;
  }
}
