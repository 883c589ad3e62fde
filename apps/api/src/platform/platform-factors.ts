import { type Env, relyingParty } from '@hearthlore/config';
import type { OwnerTransactions } from '@hearthlore/database';
import {
  type AccountJournal,
  type AccountsService,
  BackupCodes,
  DrizzlePasskeyStore,
  FactorChanges,
  FactorCodes,
  FactorRecords,
  type OpenVaults,
  PasskeyProofs,
  PasskeyRegistration,
  PasskeySignIn,
  PasskeysService,
  PendingSignIns,
  SecondFactors,
  SecondFactorSettings,
  Revocation,
  type SessionsService,
  StepUpService,
  UnlockService,
  WebAuthn,
} from '@hearthlore/identity';
import type { Clock } from '@hearthlore/kernel';
import {
  type AuthBundle,
  type MemberKeys,
  PasskeyKeys,
  type PassphraseStretcher,
  type ProgramKeys,
  type SelfRecords,
  type SessionKeys,
} from '@hearthlore/vault';

export interface PlatformFactorsOptions {
  readonly env: Env;
  readonly transactions: OwnerTransactions;
  readonly auth: AuthBundle;
  readonly stretcher: PassphraseStretcher;
  readonly self: SelfRecords;
  readonly memberKeys: MemberKeys;
  readonly accounts: AccountsService;
  readonly sessions: SessionsService;
  readonly sessionKeys: SessionKeys;
  readonly programKeys: ProgramKeys;
  readonly vaults: OpenVaults;
  readonly journal: AccountJournal;
  readonly clock: Clock;
}

export type PlatformFactors = ReturnType<typeof openPlatformFactors>;

/** Second factors, passkeys and the step-up: whatever proves that a member is there besides the passphrase. */
export function openPlatformFactors(options: PlatformFactorsOptions) {
  const {
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
  } = options;
  const records = new FactorRecords(self);
  const backupCodes = new BackupCodes(stretcher);
  const codes = new FactorCodes(records, backupCodes, journal, clock);
  const secondFactors = new SecondFactors(records, codes, new PendingSignIns(clock));
  const holders = { sessions: sessionKeys, programs: programKeys, factors: secondFactors };
  const revocation = new Revocation(transactions, holders, vaults, journal);
  const changes = new FactorChanges(revocation, journal);
  const passkeys = new DrizzlePasskeyStore(transactions);
  const webAuthn = new WebAuthn(relyingParty(env), clock);
  const passkeyKeys = new PasskeyKeys(auth, clock);
  const proofs = new PasskeyProofs(passkeys, webAuthn, passkeyKeys, journal, clock);
  return {
    secondFactors,
    revocation,
    settings: new SecondFactorSettings(records, backupCodes, accounts, changes, clock),
    webAuthn,
    passkeys: new PasskeysService(passkeys, proofs, passkeyKeys, changes),
    registration: new PasskeyRegistration(passkeys, webAuthn, passkeyKeys, accounts, changes),
    passkeySignIn: new PasskeySignIn(proofs, sessions),
    unlocking: new UnlockService(sessions, memberKeys, proofs),
    stepUps: new StepUpService(memberKeys, secondFactors, proofs, journal, clock),
  };
}
