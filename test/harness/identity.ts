import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import {
  AccessTokens,
  AccountsService,
  DrizzleAccountStore,
  DrizzleFamilyStore,
  DrizzleInviteStore,
  DrizzleQuotaStore,
  FamilyDirectory,
  FamilyService,
  InviteAcceptance,
  InvitesService,
  MemberRoles,
  PinnedKeys,
  Profiles,
  Quotas,
  SetupCode,
  SetupService,
  AccountJournal,
  DrizzleNoticeStore,
  Notices,
  OpenVaults,
  PendingSignIns,
  SecondFactors,
  FactorCodes,
  FactorRecords,
  BackupCodes,
  SessionsService,
  type SignedIn,
  SignInService,
} from '@hearthlore/identity';
import { type Clock, SystemClock, type UserId } from '@hearthlore/kernel';
import {
  type AuthBundle,
  DrizzleInstallBundleStore,
  DrizzleKeySlotStore,
  DrizzleRecordSetStore,
  DrizzleSessionStore,
  KeyCache,
  MemberKeys,
  openAuthBundle,
  type MemberVault,
  PassphraseStretcher,
  SelfRecords,
  SessionKeys,
} from '@hearthlore/vault';
import { type OwnedDatabase, openAsApi } from './members.js';
import { queryAsSuperuser } from './superuser.js';

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly passphrase: string;
}

/** Passphrases as the product offers them. */
export const ada: Person = {
  name: 'Ada',
  email: 'ada@family.example',
  passphrase: 'thistle canyon ladle ember quartz',
};
export const ben: Person = {
  name: 'Ben',
  email: 'ben@family.example',
  passphrase: 'gravel sonnet falcon mitten brook',
};
export const cleo: Person = {
  name: 'Cleo',
  email: 'cleo@family.example',
  passphrase: 'ribbon glacier pepper anchor wheat',
};

/** What a list of devices calls the one that the specs sign in with. */
export const DEVICE = 'Firefox on Linux';

export const SETUP_CODE = 'TEST-CODE-2345';

/** Everything about who somebody is, over PostgreSQL and real keys. */
export type IdentityUnderTest = Awaited<ReturnType<typeof openIdentity>>;

export async function openIdentity(clock: Clock = new SystemClock()) {
  const opened: OwnedDatabase = await openAsApi();
  const { transactions, database } = opened;
  const folder = mkdtempSync(join(tmpdir(), 'hearthlore-identity-'));
  const auth: AuthBundle = await openAuthBundle(
    new DrizzleInstallBundleStore(transactions),
    new Uint8Array(randomBytes(32)),
  );
  const recordSetStore = new DrizzleRecordSetStore(transactions);
  const cache = new KeyCache(clock);
  const slots = new DrizzleKeySlotStore(transactions);
  const keys = new MemberKeys(slots, recordSetStore, new PassphraseStretcher(), auth);
  const accountStore = new DrizzleAccountStore(transactions);
  const profiles = new Profiles(recordSetStore, auth);
  const accounts = new AccountsService(accountStore, profiles, keys, auth);
  const sessionKeys = new SessionKeys(new DrizzleSessionStore(transactions), auth, clock);
  const tokens = new AccessTokens(auth);
  const audit = new RecordingAuditLog();
  const notices = new Notices(new DrizzleNoticeStore(transactions));
  const journal = new AccountJournal(audit, notices);
  const sessions = new SessionsService(accounts, sessionKeys, new OpenVaults(keys, cache), tokens, journal);
  const factorRecords = new FactorRecords(new SelfRecords(new DrizzleKeySlotStore(transactions), recordSetStore));
  const backupCodes = new BackupCodes(new PassphraseStretcher());
  const factorCodes = new FactorCodes(factorRecords, backupCodes, journal, clock);
  const secondFactors = new SecondFactors(factorRecords, factorCodes, new PendingSignIns(clock));
  const signIn = new SignInService(accounts, keys, sessions, secondFactors);
  const inviteStore = new DrizzleInviteStore(transactions);
  const familyStore = new DrizzleFamilyStore(transactions);
  const pins = new PinnedKeys(transactions, new SelfRecords(slots, recordSetStore));
  const roles = new MemberRoles(accountStore, clock);
  const directory = new FamilyDirectory(familyStore, profiles, pins);
  const family = new FamilyService(familyStore, roles, cache, journal);
  const invitesAt = (at: Clock) => new InvitesService(inviteStore, accounts, pins, journal, at);
  const invites = invitesAt(clock);
  const acceptance = new InviteAcceptance(transactions, inviteStore, accounts, keys, journal);
  const quotas = new Quotas(new DrizzleQuotaStore(transactions), clock);
  const code = new SetupCode(join(folder, 'setup-code'), SETUP_CODE);
  const setup = new SetupService(transactions, accountStore, accounts, keys, sessions, code, clock);

  const setsUp = async (person: Person): Promise<SignedIn & { readonly recoveryKey: string }> => {
    await setup.prepare();
    return setup.setUp({ code: SETUP_CODE, ...person }, DEVICE);
  };
  /** Of somebody who is signed in. */
  const vaultOf = (id: UserId): MemberVault => {
    const [vault] = cache.vaultsOf(id);
    if (vault === undefined) throw new Error('this member is not signed in');
    return vault;
  };
  const accepts = async (inviterId: UserId, person: Person, role: 'admin' | 'member' | 'viewer' = 'member') => {
    const { id, token } = await invites.create(inviterId, { role });
    const accepted = await acceptance.accept({ token, ...person });
    return { inviteId: id, ...accepted };
  };
  return {
    ...opened,
    folder,
    auth,
    recordSetStore,
    cache,
    accounts,
    accountStore,
    familyStore,
    inviteStore,
    profiles,
    roles,
    directory,
    family,
    pins,
    acceptance,
    quotas,
    vaultOf,
    tokens,
    audit,
    notices,
    journal,
    memberKeys: keys,
    sessionKeys,
    sessions,
    factorRecords,
    backupCodes,
    secondFactors,
    signIn,
    setup,
    invites,
    invitesAt,
    setsUp,
    /** Invited and accepted, not confirmed. */
    accepts,
    admits: async (inviterId: UserId, person: Person, role: 'admin' | 'member' | 'viewer' = 'member') => {
      const { inviteId, account } = await accepts(inviterId, person, role);
      await invites.confirm(vaultOf(inviterId), inviteId);
      return account;
    },
    asSuperuser: <T extends object>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
      queryAsSuperuser(database, text, values),
    close: async (): Promise<void> => {
      cache.lockAll();
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
