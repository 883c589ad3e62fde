export { DrizzleMemberJobStore } from './adapters/drizzle-member-job-store.js';
export {
  MEMBER_JOB_KINDS,
  MEMBER_JOB_STATES,
  type MemberJob,
  type MemberJobHandler,
  type MemberJobKind,
  type MemberJobOptions,
  type MemberJobRun,
  type MemberJobState,
} from './member-jobs/member-job.js';
export { type MemberJobEvent, type MemberJobEvents, MemberJobs } from './member-jobs/member-jobs.js';
export { ProductProbe } from './drill/product-probe.js';
export { MemberJobNotFoundError } from './member-jobs/member-jobs.errors.js';
export { DrizzleBackupHorizon } from './adapters/drizzle-backup-horizon.js';
export { type DueErasure, DrizzleErasingMembers, type OpenErasure } from './adapters/drizzle-erasing-members.js';
export { DrizzleRetentionBooks } from './adapters/drizzle-retention-books.js';
export { DrizzleErasureStore } from './adapters/drizzle-erasure-store.js';
export { PostgresStoreCleaning } from './adapters/postgres-store-cleaning.js';
export {
  ErasureRun,
  type ErasureReport,
  type MemberPlaces,
  type MemberPoints,
  type MemberQueueEntries,
} from './erasure/erasure-run.js';
export { DrizzlePointRows } from './adapters/drizzle-point-rows.js';
export { LeftOverPoints, type SweptPoints } from './points/left-over-points.js';
export { PointsOutOfReach } from './points/points-out-of-reach.js';
export { PointsOutOfReachError } from './points/points.errors.js';
export { ReceiptBook } from './erasure/receipt-book.js';
export { type Cleaned, StoreCleaning } from './erasure/store-cleaning.js';
export {
  type ErasureProgress,
  type ErasureReason,
  GRACE,
  type RequestedErasure,
  type ScheduledErasure,
} from './erasure/erasure.js';
export {
  ErasureNotFoundError,
  ErasureScheduledError,
  ErasureWaitsError,
  OwnerMustHandOverError,
  ReceiptNotFoundError,
} from './erasure/erasure.errors.js';
export { OrderedErasures } from './erasure/ordered-erasures.js';
export { OwnErasure } from './erasure/own-erasure.js';
export { ReceiptKey } from './erasure/receipt-key.js';
export { DrizzleExportStore } from './adapters/drizzle-export-store.js';
export { EXPORT_STATES, type ExportState, type MemberExport } from './export/export.js';
export { ExportContents, type ExportSources } from './export/export-contents.js';
export {
  ExportInterruptedError,
  ExportNotFoundError,
  ExportNotReadyError,
  ExportTooLargeError,
} from './export/exports.errors.js';
export { type ExportReadyEvent, ExportsService } from './export/exports.service.js';
export { exportJsonSchema } from './format/export-format.js';
export { DrizzleNoticesAhead, type NoticeAhead } from './adapters/drizzle-notices-ahead.js';
export { DrizzleRetentionRules, type RetentionRun } from './adapters/drizzle-retention-rules.js';
export { type DueThing, OwnPreview } from './retention/own-preview.js';
export {
  ClockUnsteadyError,
  RetentionConfirmationRequiredError,
  RetentionTooLongError,
  RetentionTooShortError,
} from './retention/retention.errors.js';
export { type PurgePreview, type PurgeRefusal, type PurgeReport, RetentionPurge } from './retention/retention-purge.js';
export {
  bitesFrom,
  DEFAULT_DAYS,
  LEAST_DAYS,
  MOST_DAYS,
  type NewRule,
  RETENTION_KINDS,
  type RetentionKind,
  type RetentionRule,
  SUGGESTED_DAYS,
  WRITTEN_KINDS,
  type WrittenKind,
} from './retention/retention-rule.js';
export { RetentionRules } from './retention/retention-rules.service.js';
export { TrimConversations, type TrimReport } from './retention/trim-conversations.js';
export {
  ExportDamagedError,
  ImportBusyError,
  ImportInterruptedError,
  ImportPassphraseRequiredError,
  ImportPassphraseWrongError,
  ImportRunningError,
  NewerExportError,
  NotAnExportError,
  UnsafeExportError,
} from './import/imports.errors.js';
export { ImportsService } from './import/imports.service.js';
