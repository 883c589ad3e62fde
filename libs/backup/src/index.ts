export { ErasureLedger, type Tombstone } from './ledger/erasure-ledger.js';
export {
  FileErasureLedger,
  type FileErasureLedgerOptions,
  ledgerFile,
  type LedgerMirror,
  tombstoneHash,
} from './ledger/file-erasure-ledger.js';
export { LedgerBusyError, LedgerDamagedError, LedgerNotMirroredError } from './ledger/ledger.errors.js';
export { EMPTY_HEAD } from './ledger/ledger-line.js';
export { LedgerFault, type LedgerHead, type LedgerReport, splitLedger, verifyLedger } from './ledger/verify-ledger.js';
export * from './backup.errors.js';
export { type ArchiveEntry, FILES_ENTRY } from './archive/archive-writer.js';
export { type SideFiles, readSideFiles } from './archive/side-files.js';
export { LEDGER_ENTRY, REPLAY_ENTRY, RESTORE_ENTRY } from './archive/restore-scripts.js';
export { BACKED_UP, LEFT_OUT } from './archive/tables.js';
export { Recipients } from './archive/recipients.js';
export { KEEP_RULES, type KeepRules, keptBackups } from './keeping/keep-rules.js';
export { DrizzleBackupList } from './adapters/drizzle-backup-list.js';
export { DrizzleBackupRegister } from './adapters/drizzle-backup-register.js';
export { BackupJob, type BackupJobParts, type BackupOutcome, type BackupRun } from './making/backup-job.js';
export { type BackupOverview, BackupsService } from './making/backups.service.js';
export { WriteFence } from './making/write-fence.js';
export { BackupRegister, type BackupRow, type BackupTrigger } from './making/backup-register.port.js';
export { type BackupDestination, BackupSettings } from './making/backup-settings.js';
export {
  backupFileName,
  type BackupSource,
  createBackup,
  type CreateBackupOptions,
  type CreatedBackup,
} from './making/create-backup.js';
export { replaceLedger, TARGET_LEDGER } from './making/copy-ledger.js';
export { type FileHashes, HASH_CHUNK_BYTES } from './manifest/chunk-hashes.js';
export {
  type Manifest,
  MANIFEST_SUFFIX,
  manifestSha256,
  manifestSignerName,
  readManifest,
  signManifest,
} from './manifest/manifest.js';
export { BackupTarget, type TargetFile } from './targets/backup-target.port.js';
export { FolderTarget } from './targets/folder-target.js';
export { openTarget } from './targets/open-target.js';
export { S3Target, type S3Settings } from './targets/s3-target.js';
export { type BackupReport, checkManifest, readNote, verifyBackup } from './verification/verify-backup.js';
export { BackupFinding, type DamagedPlace, type FileReport, verifyFile } from './verification/verify-file.js';
export { readChain } from './verification/verify-target.js';
export { type DrillTransactions, DrizzleDrillStore } from './adapters/drizzle-drill-store.js';
export { DrizzleRestoreState, type RestoreStateTransactions } from './adapters/drizzle-restore-state.js';
export {
  DRILL_KINDS,
  DRILL_STATES,
  DRILL_STEPS,
  type Drill,
  type DrillFigures,
  type DrillKind,
  type DrillState,
  type DrillStep,
} from './drill/drill.js';
export { DrillFailedError, type DrillFault, DrillUnderWayError, NothingToDrillError } from './drill/drill.errors.js';
export { type DrillAccount, DrillProbe } from './drill/drill-probe.port.js';
export {
  type ArchiveTaker,
  type DrillOptions,
  DrillRun,
  type DrillSource,
  type ExpectedRows,
} from './drill/drill-run.js';
export { feedFromBackup, type FeedOptions, feedWithoutTarget } from './drill/archive-feeds.js';
export { ABANDONED_AFTER, DrillsService } from './drill/drills.service.js';
export type { RowSum } from './drill/row-sums.js';
export { FullDrills } from './drill/full-drills.port.js';
export { FullDrillsInProcess, type FullDrillsOptions } from './drill/full-drills.service.js';
export {
  BACKUP_AGE_LIMIT,
  DRILL_AGE_LIMIT,
  type HealthState,
  type LastGood,
  type RecoveryHealth,
  recoveryHealth,
} from './health/backup-health.js';
export { openArchive } from './restore/archive-reader.js';
export { parseIdentities } from './restore/age-open-transform.js';
export { ACKNOWLEDGEMENT, chooseLedger, type LedgerChoice } from './restore/ledger-choice.js';
export { eraseAgain, openToMembers, splitCheckpoints } from './restore/open-restored.js';
export {
  type RestoredArchive,
  restoreDatabase,
  type RestoreOptions,
  type RestoreTarget,
} from './restore/restore-database.js';
export {
  BackupDamagedError,
  explainFailure,
  FolderNotEmptyError,
  LedgerGapError,
  ManifestRefusedError,
  RestoreDiskFullError,
  SchemaTooNewError,
  WrongIdentityError,
} from './restore/restore.errors.js';
export { assertSigned, StoredBackups } from './restore/stored-backups.js';
