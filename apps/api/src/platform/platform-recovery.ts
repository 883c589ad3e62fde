import type { OwnerTransactions } from '@hearthlore/database';
import {
  type AccountJournal,
  type AccountsService,
  DataKeyRotationService,
  type DrizzleAccountStore,
  DrizzleCredentialStore,
  DrizzleProfilePlaceStore,
  DrizzleResetStore,
  PassphraseChangeService,
  ProfileRenewal,
  type Profiles,
  RecoveryKeyService,
  RecoveryService,
  ResetsService,
  type Revocation,
  type SecondFactors,
  type SessionsService,
  StartEmptyService,
} from '@hearthlore/identity';
import type { Clock } from '@hearthlore/kernel';
import {
  DataKeys,
  DrizzleKeySlotStore,
  type DrizzleRecordSetStore,
  type KeyCache,
  type MemberKeys,
  RecoveryKeys,
  type RecordSets,
  Resealing,
} from '@hearthlore/vault';

/** Passphrases, recovery keys, links of admins and data keys: what changes a member's keys. */
export interface PlatformRecovery {
  readonly passphrases: PassphraseChangeService;
  readonly recoveryKey: RecoveryKeyService;
  readonly recovery: RecoveryService;
  readonly resets: ResetsService;
  readonly startEmpty: StartEmptyService;
  readonly dataKeys: DataKeyRotationService;
  readonly resealing: Resealing;
  /** Of the member's vault, below {@link dataKeys}. */
  readonly vaultDataKeys: DataKeys;
}

export interface RecoveryParts {
  readonly transactions: OwnerTransactions;
  readonly accounts: AccountsService;
  readonly accountStore: DrizzleAccountStore;
  readonly profiles: Profiles;
  readonly recordSetStore: DrizzleRecordSetStore;
  readonly recordSets: RecordSets;
  readonly keys: KeyCache;
  readonly memberKeys: MemberKeys;
  readonly sessions: SessionsService;
  readonly secondFactors: Pick<SecondFactors, 'demand' | 'forget'>;
  readonly revocation: Revocation;
  readonly journal: AccountJournal;
  readonly clock: Clock;
}

export function openPlatformRecovery(parts: RecoveryParts): PlatformRecovery {
  const { transactions, accounts, journal, sessions, secondFactors, revocation, clock, keys, recordSetStore } = parts;
  const member = parts.memberKeys;
  const recovery = new RecoveryKeys(new DrizzleKeySlotStore(transactions));
  const data = new DataKeys(recordSetStore, keys);
  const resets = new ResetsService(new DrizzleResetStore(transactions), accounts, journal, clock);
  const places = new DrizzleProfilePlaceStore(transactions);
  const renewal = new ProfileRenewal(accounts, parts.accountStore, parts.profiles, places, recordSetStore);
  const credentials = new DrizzleCredentialStore(transactions);
  sessions.whenStarted((ownerId) => resets.cancelBecauseTheyCame(ownerId));
  const doors = { sessions, revocation, secondFactors, resets, credentials };
  return {
    passphrases: new PassphraseChangeService(transactions, accounts, { member, data, clock }, revocation, journal),
    recoveryKey: new RecoveryKeyService(recovery, journal, clock),
    recovery: new RecoveryService(transactions, { recovery, member }, renewal, doors, journal),
    resets,
    startEmpty: new StartEmptyService(transactions, { member, cache: keys }, renewal, doors, journal),
    dataKeys: new DataKeyRotationService(data, journal),
    resealing: new Resealing(recordSetStore, parts.recordSets, data),
    vaultDataKeys: data,
  };
}
