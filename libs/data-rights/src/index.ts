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
export { MemberJobNotFoundError } from './member-jobs/member-jobs.errors.js';
