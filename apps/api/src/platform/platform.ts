import { join } from 'node:path';
import type { ApiSecrets, Env } from '@hearthlore/config';
import { deriveWorkerKey } from '@hearthlore/crypto';
import { assertLeastPrivilege, createPool, openDatabase, OwnerTransactions } from '@hearthlore/database';
import { type BootId, DocumentsService, DrizzleDocumentStore } from '@hearthlore/documents';
import {
  AccessTokens,
  AccountsService,
  ApiKeys,
  DrizzleAccountStore,
  Profiles,
  SetupCode,
  SetupService,
  SignInService,
  SessionsService,
  OpenVaults,
  ProgramAccess,
  AccountJournal,
  Notices,
  DrizzleNoticeStore,
} from '@hearthlore/identity';
import type { JobQueues, QueueAdmin } from '@hearthlore/jobs';
import { newId, SystemClock } from '@hearthlore/kernel';
import {
  DrizzleApiKeyStore,
  DrizzleHolderStore,
  DrizzleInstallBundleStore,
  DrizzleKeySlotStore,
  DrizzleRecordSetStore,
  DrizzleSessionStore,
  type InstallBundleStore,
  EndedHolders,
  KeyCache,
  type KeySlotStore,
  MemberKeys,
  openAuthBundle,
  openOpsBundle,
  PassphraseStretcher,
  ProgramKeys,
  RecordSets,
  SelfRecords,
  SessionKeys,
} from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { currentThrottleNetwork } from '../http/client-address.js';
import { openPlatformFactors, type PlatformFactors } from './platform-factors.js';
import { openPlatformAudit, type PlatformAudit } from './platform-audit.js';
import { openPlatformBackups, type PlatformBackups } from './platform-backups.js';
import { openPlatformDrills, type PlatformDrills } from './platform-drills.js';
import { openPlatformErasure, type PlatformErasure } from './platform-erasure.js';
import { openPlatformFamily, type PlatformFamily } from './platform-family.js';
import { openPlatformLimits, type PlatformLimits } from './platform-limits.js';
import { openPlatformMemberJobs, type PlatformMemberJobs } from './platform-member-jobs.js';
import { openPlatformOperations, type PlatformOperations } from './platform-operations.js';
import { openPlatformQueues } from './platform-queues.js';
import { openPlatformRetention, type PlatformRetention } from './platform-retention.js';
import { openPlatformRecovery, type PlatformRecovery } from './platform-recovery.js';
import { openPlatformVectors, type PlatformVectors } from './platform-vectors.js';

/** How often vaults are locked whose time has come, in milliseconds. */
const SWEEP_INTERVAL = 30_000;
/** Connections of the api process to the members' tables. */
const CONNECTIONS = 10;

/**
 * The services below retrieval and chat, put together by hand: each constructor says what it needs, and start-up is
 * where it fails. Everything after this goes through Nest.
 */
export interface Platform {
  readonly env: Env;
  readonly clock: SystemClock;
  readonly transactions: OwnerTransactions;
  readonly keys: KeyCache;
  readonly bundles: InstallBundleStore;
  readonly endedHolders: EndedHolders;
  readonly recordSets: RecordSets;
  readonly accessTokens: AccessTokens;
  readonly accounts: AccountsService;
  readonly audit: PlatformAudit;
  readonly backups: PlatformBackups;
  readonly apiKeys: ApiKeys;
  readonly programs: ProgramAccess;
  readonly notices: Notices;
  readonly sessions: SessionsService;
  readonly factors: PlatformFactors;
  readonly keySlots: KeySlotStore;
  readonly signIn: SignInService;
  readonly setup: SetupService;
  readonly family: PlatformFamily;
  readonly erasure: PlatformErasure;
  readonly limits: PlatformLimits;
  readonly recovery: PlatformRecovery;
  readonly documents: DocumentsService;
  readonly retention: PlatformRetention;
  readonly memberWork: PlatformMemberJobs;
  readonly operations: PlatformOperations;
  readonly queues: JobQueues;
  readonly drills: PlatformDrills;
  readonly queueAdmin: QueueAdmin;
  readonly vectors: PlatformVectors;
  close(): Promise<void>;
}

/**
 * @throws {OverprivilegedRoleError} for a database role that row-level security does not bind.
 * @throws {WrongMasterKeyError} for a master key of another installation.
 */
export async function openPlatform(env: Env, secrets: ApiSecrets): Promise<Platform> {
  const pool = createPool(secrets.databaseUrls.app, { max: CONNECTIONS, name: 'hearthlore-api' });
  try {
    await assertLeastPrivilege(pool);
    return await assemble(env, secrets, pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function assemble(env: Env, secrets: ApiSecrets, pool: pg.Pool): Promise<Platform> {
  const clock = new SystemClock();
  const transactions = new OwnerTransactions(openDatabase(pool));
  const bundles = new DrizzleInstallBundleStore(transactions);
  const auth = await openAuthBundle(bundles, secrets.masterKey.reveal());
  const ops = await openOpsBundle(bundles, deriveWorkerKey(secrets.masterKey.reveal()));
  const vectors = await openPlatformVectors({ env, transactions, ops, clock });
  // Nothing needs it after this; the bundle is what the process works with.
  secrets.masterKey.reveal().fill(0);
  const recordSetStore = new DrizzleRecordSetStore(transactions);
  const recordSets = new RecordSets(recordSetStore);
  const keys = new KeyCache(clock);
  const keySlots = new DrizzleKeySlotStore(transactions);
  const stretcher = new PassphraseStretcher(currentThrottleNetwork);
  const self = new SelfRecords(keySlots, recordSetStore);
  const memberKeys = new MemberKeys(keySlots, recordSetStore, stretcher, auth);
  const sessionKeys = new SessionKeys(new DrizzleSessionStore(transactions), auth, clock);
  const accessTokens = new AccessTokens(auth);
  const accountStore = new DrizzleAccountStore(transactions);
  const profiles = new Profiles(recordSetStore, auth);
  const accounts = new AccountsService(accountStore, profiles, memberKeys, auth);
  const audit = await openPlatformAudit({ env, url: secrets.databaseUrls.app, transactions, bundles, ops, clock });
  const bootId = newId<BootId>();
  const memberWork = openPlatformMemberJobs({ transactions, keys, bootId, clock });
  const notices = new Notices(new DrizzleNoticeStore(transactions), memberWork.events);
  const journal = new AccountJournal(audit.log, notices);
  const vaults = new OpenVaults(memberKeys, keys);
  const limits = openPlatformLimits({ env, pool, auth, journal, clock });
  const family = openPlatformFamily({
    env,
    transactions,
    accountStore,
    accounts,
    profiles,
    memberKeys,
    self,
    keys,
    journal,
    clock,
  });
  const sessions = new SessionsService(accounts, sessionKeys, vaults, accessTokens, journal);
  const programKeys = new ProgramKeys(new DrizzleApiKeyStore(transactions), self, auth, clock);
  const factors = openPlatformFactors({
    env,
    transactions,
    auth,
    stretcher,
    self,
    memberKeys,
    accounts,
    sessions,
    sessionKeys,
    programKeys,
    vaults,
    journal,
    clock,
  });
  const signIn = new SignInService(accounts, memberKeys, sessions, factors.secondFactors);
  const apiKeys = new ApiKeys(programKeys, accountStore, vaults, journal, clock);
  const recovery = openPlatformRecovery({
    transactions,
    accounts,
    accountStore,
    profiles,
    recordSetStore,
    recordSets,
    keys,
    memberKeys,
    sessions,
    secondFactors: factors.secondFactors,
    revocation: factors.revocation,
    journal,
    clock,
  });
  const setupCode = new SetupCode(join(env.HEARTHLORE_DATA_DIR, 'setup-code'), env.HEARTHLORE_SETUP_CODE?.reveal());
  const documentStore = new DrizzleDocumentStore(transactions, bootId);
  const jobs = await openPlatformQueues(env, secrets);
  const { queues } = jobs;
  const backups = await openPlatformBackups({ env, transactions, bundles, ops, queues, audit: audit.log, clock });
  const operations = await openPlatformOperations({
    env,
    transactions,
    keys,
    audit,
    jobs,
    sessions,
    accounts,
    roles: family.roles,
    notices,
    vectors: vectors.watch,
    clock,
  });
  const drills = await openPlatformDrills({ env, transactions, bundles, ops, queues: jobs.queues, clock });
  const endedHolders = new EndedHolders(keys, new DrizzleHolderStore(transactions));
  endedHolders.start((error) => new Logger(EndedHolders.name).warn('ended sessions could not be looked for', error));
  const sweep = setInterval(() => {
    keys.sweep();
    factors.secondFactors.sweep();
  }, SWEEP_INTERVAL).unref();
  const documents = new DocumentsService(transactions, documentStore, recordSets, memberWork.events, family.quotas);
  const { memberJobs } = memberWork;
  return {
    env,
    clock,
    transactions,
    keys,
    bundles,
    endedHolders,
    recordSets,
    accessTokens,
    accounts,
    audit,
    backups,
    apiKeys,
    programs: new ProgramAccess(programKeys, vaults, journal, clock),
    notices,
    sessions,
    factors,
    keySlots,
    signIn,
    setup: new SetupService(transactions, accountStore, accounts, memberKeys, sessions, setupCode, clock),
    family,
    erasure: await openPlatformErasure({ transactions, accounts, family, journal, bundles, ops, clock }),
    limits,
    recovery,
    documents,
    retention: openPlatformRetention({ transactions, recordSets, documents, memberJobs, audit: audit.log, clock }),
    memberWork,
    operations,
    queues: jobs.queues,
    drills,
    queueAdmin: jobs.admin,
    vectors,
    close: async () => {
      clearInterval(sweep);
      endedHolders.stop();
      keys.lockAll();
      await operations.close();
      await drills.close();
      await vectors.close();
      await jobs.close();
      await audit.close();
      await limits.close();
      await pool.end();
    },
  };
}
