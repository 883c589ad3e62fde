import type { Env } from '@hearthlore/config';
import type { OwnerTransactions } from '@hearthlore/database';
import {
  type AccountJournal,
  type AccountsService,
  type DrizzleAccountStore,
  DrizzleFamilyStore,
  DrizzleInviteStore,
  DrizzleQuotaStore,
  FamilyDirectory,
  FamilyService,
  InviteAcceptance,
  InvitesService,
  MemberRoles,
  PinnedKeys,
  type Profiles,
  Quotas,
} from '@hearthlore/identity';
import type { Clock } from '@hearthlore/kernel';
import type { KeyCache, MemberKeys, SelfRecords } from '@hearthlore/vault';

/** Invitations, roles, limits, and what owner and admins may do to members. */
export interface PlatformFamily {
  readonly roles: MemberRoles;
  readonly directory: FamilyDirectory;
  readonly members: FamilyService;
  readonly invites: InvitesService;
  readonly acceptance: InviteAcceptance;
  readonly quotas: Quotas;
}

export interface FamilyNeeds {
  readonly env: Env;
  readonly transactions: OwnerTransactions;
  readonly accountStore: DrizzleAccountStore;
  readonly accounts: AccountsService;
  readonly profiles: Profiles;
  readonly memberKeys: MemberKeys;
  readonly self: SelfRecords;
  readonly keys: KeyCache;
  readonly journal: AccountJournal;
  readonly clock: Clock;
}

export function openPlatformFamily(needs: FamilyNeeds): PlatformFamily {
  const { env, transactions, accounts, journal, clock } = needs;
  const inviteStore = new DrizzleInviteStore(transactions);
  const familyStore = new DrizzleFamilyStore(transactions);
  const pins = new PinnedKeys(transactions, needs.self);
  const roles = new MemberRoles(needs.accountStore, clock);
  const directory = new FamilyDirectory(familyStore, needs.profiles, pins);
  return {
    roles,
    directory,
    members: new FamilyService(familyStore, roles, needs.keys, journal),
    invites: new InvitesService(inviteStore, accounts, pins, journal, clock),
    acceptance: new InviteAcceptance(transactions, inviteStore, accounts, needs.memberKeys, journal),
    quotas: new Quotas(new DrizzleQuotaStore(transactions), clock, {
      storedBytes: env.HEARTHLORE_QUOTA_BYTES ?? null,
      documents: env.HEARTHLORE_QUOTA_DOCUMENTS ?? null,
      questionsPerDay: env.HEARTHLORE_QUOTA_QUESTIONS_PER_DAY ?? null,
      tokensPerDay: env.HEARTHLORE_QUOTA_TOKENS_PER_DAY ?? null,
    }),
  };
}
