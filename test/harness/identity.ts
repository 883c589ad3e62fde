import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordingAuditLog } from '@hearthlore/audit/testing';
import {
  AccessTokens,
  AccountsService,
  DrizzleAccountStore,
  DrizzleInviteStore,
  InvitesService,
  Profiles,
  SetupCode,
  SetupService,
  AccountJournal,
  DrizzleNoticeStore,
  Notices,
  OpenVaults,
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
  PassphraseStretcher,
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
  const keys = new MemberKeys(new DrizzleKeySlotStore(transactions), recordSetStore, new PassphraseStretcher(), auth);
  const accountStore = new DrizzleAccountStore(transactions);
  const accounts = new AccountsService(accountStore, new Profiles(recordSetStore, auth), keys, auth);
  const sessionKeys = new SessionKeys(new DrizzleSessionStore(transactions), auth, clock);
  const tokens = new AccessTokens(auth);
  const audit = new RecordingAuditLog();
  const notices = new Notices(new DrizzleNoticeStore(transactions));
  const journal = new AccountJournal(audit, notices);
  const sessions = new SessionsService(accounts, sessionKeys, new OpenVaults(keys, cache), tokens, journal);
  const signIn = new SignInService(accounts, keys, sessions);
  const invitesAt = (at: Clock) =>
    new InvitesService(transactions, new DrizzleInviteStore(transactions), accounts, keys, at);
  const invites = invitesAt(clock);
  const code = new SetupCode(join(folder, 'setup-code'), SETUP_CODE);
  const setup = new SetupService(transactions, accountStore, accounts, keys, sessions, code, clock);

  const setsUp = async (person: Person): Promise<SignedIn & { readonly recoveryKey: string }> => {
    await setup.prepare();
    return setup.setUp({ code: SETUP_CODE, ...person }, DEVICE);
  };
  const accepts = async (inviterId: UserId, person: Person, role: 'admin' | 'member' | 'viewer' = 'member') => {
    const { id, token } = await invites.create(inviterId, { role });
    const { account, recoveryKey } = await invites.accept({ token, ...person });
    return { inviteId: id, account, recoveryKey };
  };
  return {
    ...opened,
    folder,
    auth,
    recordSetStore,
    cache,
    accounts,
    accountStore,
    tokens,
    audit,
    notices,
    journal,
    memberKeys: keys,
    sessionKeys,
    sessions,
    signIn,
    setup,
    invites,
    invitesAt,
    setsUp,
    /** Invited and accepted, not confirmed. */
    accepts,
    admits: async (inviterId: UserId, person: Person, role: 'admin' | 'member' | 'viewer' = 'member') => {
      const { inviteId, account } = await accepts(inviterId, person, role);
      await invites.confirm(inviterId, inviteId);
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
