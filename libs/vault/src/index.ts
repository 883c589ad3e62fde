export { DrizzleApiKeyStore } from './adapters/drizzle-api-key-store.js';
export { DrizzleHolderStore } from './adapters/drizzle-holder-store.js';
export { DrizzleInstallBundleStore } from './adapters/drizzle-install-bundle-store.js';
export { DrizzleKeySlotStore } from './adapters/drizzle-key-slot-store.js';
export { DrizzleRecordSetStore } from './adapters/drizzle-record-set-store.js';
export { DrizzleSessionStore } from './adapters/drizzle-session-store.js';
export type { AuthBundle, OpsBundle } from './install/install-bundles.js';
export {
  InstallBundlesMissingError,
  MasterKeyNotLostError,
  NotStartedYetError,
  SameMasterKeyError,
} from './install/install.errors.js';
export { openAuthBundle, openOpsBundle } from './install/install-secrets.js';
export { type MasterKeyChange, replaceLostMasterKey, rotateMasterKey } from './install/master-key-change.js';
export { type MasterKeyStatus, noteMasterKeyChange, readMasterKeyStatus } from './install/master-key-status.js';
export { type MasterKeyTrial, tryMasterKeys } from './install/master-key-trial.js';
export { PassphraseStretcher } from './passphrase/passphrase-stretcher.js';
export { ApiKeyStore, type StoredApiKey } from './ports/api-key-store.port.js';
export { HolderStore } from './ports/holder-store.port.js';
export { InstallBundleStore } from './ports/install-bundle-store.port.js';
export { KeySlotStore, type PassphraseSlot } from './ports/key-slot-store.port.js';
export { RecordSetStore, type StoredRecordSet } from './ports/record-set-store.port.js';
export { SessionStore, type StoredSession } from './ports/session-store.port.js';
export { opensSelf } from './programs/opens-self.js';
export {
  type IssuedProgramKey,
  type ProgramKey,
  type ProgramKeyRequest,
  ProgramKeys,
  type RecognizedProgram,
} from './programs/program-keys.js';
export { RecordSets } from './records/record-sets.js';
export { Resealing } from './records/resealing.js';
export { openSet, type RecordChanges, type RecordPut, SealedSets } from './records/sealed-sets.js';
export {
  type LocatedSession,
  type OpenedSession,
  SESSION_ABSOLUTE,
  SESSION_IDLE,
  type SessionBeginning,
  SessionKeys,
} from './sessions/session-keys.js';
export { DataKeys, type DataKeyStatus } from './unlocking/data-keys.js';
export { EndedHolders } from './unlocking/ended-holders.js';
export { ABSOLUTE_LIMIT, IDLE_LIMIT, KeyCache } from './unlocking/key-cache.js';
export { MemberKeys, type PreparedKeys } from './unlocking/member-keys.js';
export { openLabel, sealLabel } from './unlocking/labels.js';
export { type OpenedByRecoveryKey, RecoveryKeys } from './unlocking/recovery-keys.js';
export type { RootAccess } from './unlocking/root-access.js';
export { MemberVault, type VaultHolderId, type VaultKeys } from './unlocking/member-vault.js';
export { PASSKEY_SECRET_BYTES, PasskeyKeys } from './unlocking/passkey-keys.js';
export { type SelfAccess, SelfPart, SelfRecords } from './unlocking/self-records.js';
export type { ProtectedVectors } from './vectors/protected-vectors.js';
export { VectorProtection } from './vectors/vector-protection.js';
export {
  RecordSetNotFoundError,
  RecordsTamperedError,
  SessionRevokedError,
  StepUpRequiredError,
  StretchingBusyError,
  VaultLockedError,
  WrongMasterKeyError,
} from './vault.errors.js';
