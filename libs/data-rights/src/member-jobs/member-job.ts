import type { Id, MemberJobId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';

export const MEMBER_JOB_KINDS = ['export', 'import', 'reindex', 'trim-conversations'] as const;
export type MemberJobKind = (typeof MEMBER_JOB_KINDS)[number];

export const MEMBER_JOB_STATES = ['awaiting-unlock', 'active', 'completed', 'failed', 'cancelled'] as const;
export type MemberJobState = (typeof MEMBER_JOB_STATES)[number];

/** Work that needs its owner's keys. Ids, dates, codes and numbers: anybody who keeps the database may read them. */
export interface MemberJob {
  readonly id: MemberJobId;
  readonly kind: MemberJobKind;
  readonly state: MemberJobState;
  /** 0 to 100. */
  readonly progress: number;
  /** What it is at, as a code. */
  readonly step: string | null;
  /** Code of what it failed with. */
  readonly error: string | null;
  /** What it is about: an export, a document. */
  readonly subjectId: Id<string> | null;
  /** How often it was begun. */
  readonly attempts: number;
  /** How much it did. */
  readonly counts: Readonly<Record<string, number>> | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** What a handler is given besides keys and job. */
export interface MemberJobRun {
  /** Aborts when the keys leave, the job is cancelled, or the process ends. */
  readonly signal: AbortSignal;
  /** @param percent 0 to 100. @param step A code. */
  readonly progress: (percent: number, step: string) => Promise<void>;
}

/**
 * Does one job. It may be cut off anywhere and begun anew: doing it again has to give the same end.
 *
 * @returns How much it did, as numbers, or nothing.
 */
export type MemberJobHandler = (
  vault: MemberVault,
  job: MemberJob,
  run: MemberJobRun,
) => Promise<Readonly<Record<string, number>> | void>;

export interface MemberJobOptions {
  /** Code that the job fails with when its keys leave, for one that cannot go on later; without one it waits for them. */
  readonly interruptedCode?: (job: MemberJob) => string | undefined;
  /** Clears away what a job leaves that failed or was cancelled. Idempotent, and needs no keys. */
  readonly afterFailure?: (ownerId: UserId, job: MemberJob) => Promise<void>;
}
