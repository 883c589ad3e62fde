import { lookupHash, randomBytes } from '@hearthlore/crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import type { AuthBundle, MemberKeys, PreparedKeys } from '@hearthlore/vault';
import { type DrizzleAccountStore, EmailHashTaken } from '../adapters/drizzle-account-store.js';
import type { SealedProfile } from '../adapters/sealed-profile-row.js';
import { EmailTakenError, InvalidCredentialsError, NotAllowedError } from '../identity.errors.js';
import {
  type Account,
  type AccountState,
  mayManageFamily,
  normalizeEmail,
  type Profile,
  type Role,
} from './account.js';
import type { Profiles } from './profiles.js';

export interface NewAccount extends Profile {
  readonly id: UserId;
  readonly role: Role;
  readonly state: AccountState;
}

/** Who is a member here. */
export class AccountsService {
  constructor(
    private readonly accounts: DrizzleAccountStore,
    private readonly profiles: Profiles,
    private readonly keys: MemberKeys,
    private readonly auth: AuthBundle,
  ) {}

  async findIdByEmail(email: string): Promise<UserId | undefined> {
    return this.accounts.findIdByEmailHash(this.emailHash(email));
  }

  /** Keyed: the database does not tell whether an address is a member's. */
  emailHash(email: string): Uint8Array {
    return lookupHash(this.auth.indexKey, normalizeEmail(email));
  }

  /** @throws {InvalidCredentialsError} when the account is gone, as after an erasure in the meantime. */
  async get(id: UserId): Promise<Account> {
    const row = await this.accounts.find(id);
    if (row === undefined) throw new InvalidCredentialsError();
    return {
      ...(await this.profiles.read(id, row.profileSet)),
      id,
      role: row.role,
      state: row.state,
      createdAt: row.createdAt,
    };
  }

  /** Call inside the member's transaction. @returns The recovery key as written down. @throws {EmailTakenError} */
  async create(account: NewAccount, prepared: PreparedKeys): Promise<string> {
    const ringSet = newId<RecordSetId>();
    const profileSet = newId<RecordSetId>();
    const profile = { name: account.name.trim(), email: account.email.trim() };
    try {
      await this.accounts.insert({
        id: account.id,
        role: account.role,
        state: account.state,
        emailHash: this.emailHash(account.email),
        profileSet,
        ringSet,
        erasureTag: randomBytes(16),
      });
    } catch (error) {
      if (error instanceof EmailHashTaken) throw new EmailTakenError();
      throw error;
    }
    await this.profiles.create(account.id, profileSet, profile);
    return this.keys.enrol(account.id, ringSet, prepared);
  }

  /** @throws {InvalidCredentialsError} */
  async rename(id: UserId, name: string): Promise<Account> {
    const row = await this.accounts.find(id);
    if (row === undefined) throw new InvalidCredentialsError();
    await this.profiles.rename(id, row.profileSet, name.trim());
    return this.get(id);
  }

  /** Notes the day on which the member was last here. */
  noteSeen(id: UserId): Promise<void> {
    return this.accounts.noteSeen(id);
  }

  publicKey(id: UserId): Promise<Uint8Array | undefined> {
    return this.accounts.findPublicKey(id);
  }

  /** What the inviter is called, for whoever holds an invitation; empty where that cannot be read. */
  nameIn(ownerId: UserId, profile: SealedProfile | undefined): string {
    return this.profiles.openIfPossible(ownerId, profile)?.name ?? '';
  }

  /** @throws {NotAllowedError} */
  async assertManager(callerId: UserId): Promise<Role> {
    const row = await this.accounts.find(callerId);
    if (row === undefined || row.state !== 'active' || !mayManageFamily(row.role)) throw new NotAllowedError();
    return row.role;
  }
}
