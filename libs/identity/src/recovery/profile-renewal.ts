import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { RecordSetNotFoundError, type RecordSetStore, RecordsTamperedError } from '@hearthlore/vault';
import type { Profile } from '../accounts/account.js';
import type { AccountsService } from '../accounts/accounts.service.js';
import type { Profiles } from '../accounts/profiles.js';
import type { DrizzleAccountStore } from '../adapters/drizzle-account-store.js';
import { EmailHashTaken } from '../adapters/drizzle-account-store.js';
import type { DrizzleProfilePlaceStore } from '../adapters/drizzle-profile-place-store.js';
import { AccountNotActiveError, EmailTakenError } from '../identity.errors.js';
import { ProfileRequiredError } from './recovery.errors.js';

/** What somebody who comes back may have to say once more. */
export interface OfferedProfile {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/** Brings a member's profile under the installation's present keys, where it is still under lost ones. */
export class ProfileRenewal {
  constructor(
    private readonly accounts: Pick<AccountsService, 'emailHash'>,
    private readonly members: Pick<DrizzleAccountStore, 'find'>,
    private readonly profiles: Profiles,
    private readonly places: DrizzleProfilePlaceStore,
    private readonly recordSets: Pick<RecordSetStore, 'deleteSet'>,
  ) {}

  /**
   * @returns The profile as it is, or the one to {@link renew} with.
   * @throws {ProfileRequiredError} @throws {AccountNotActiveError}
   */
  async examine(
    ownerId: UserId,
    offered: OfferedProfile,
  ): Promise<{ readonly profile: Profile; readonly isLost: boolean }> {
    const row = await this.members.find(ownerId);
    if (row === undefined) throw new ProfileRequiredError();
    if (row.state !== 'active') throw new AccountNotActiveError(row.state);
    try {
      return { profile: await this.profiles.read(ownerId, row.profileSet), isLost: false };
    } catch (error) {
      if (!(error instanceof RecordsTamperedError || error instanceof RecordSetNotFoundError)) throw error;
    }
    const { name = '', email = '' } = offered;
    if (name.trim() === '' || email.trim() === '') throw new ProfileRequiredError();
    return { profile: { name: name.trim(), email: email.trim() }, isLost: true };
  }

  /** Call inside the member's transaction. @throws {EmailTakenError} */
  async renew(ownerId: UserId, profile: Profile): Promise<void> {
    const before = await this.members.find(ownerId);
    const profileSet = newId<RecordSetId>();
    try {
      await this.places.move(ownerId, profileSet, this.accounts.emailHash(profile.email));
    } catch (error) {
      if (error instanceof EmailHashTaken) throw new EmailTakenError();
      throw error;
    }
    if (before !== undefined) await this.recordSets.deleteSet(ownerId, before.profileSet);
    await this.profiles.create(ownerId, profileSet, profile);
  }
}
