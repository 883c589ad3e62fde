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
export { DrizzleErasureStore } from './adapters/drizzle-erasure-store.js';
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
  OwnerMustHandOverError,
  ReceiptNotFoundError,
} from './erasure/erasure.errors.js';
export { OrderedErasures } from './erasure/ordered-erasures.js';
export { OwnErasure } from './erasure/own-erasure.js';
export { ReceiptKey } from './erasure/receipt-key.js';
