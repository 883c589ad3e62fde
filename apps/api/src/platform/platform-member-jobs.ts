import { DrizzleMemberJobStore, MemberJobs } from '@hearthlore/data-rights';
import type { OwnerTransactions } from '@hearthlore/database';
import type { Clock, Id } from '@hearthlore/kernel';
import type { KeyCache } from '@hearthlore/vault';
import { MemberEvents } from '../events/member-events.js';

export interface PlatformMemberJobs {
  readonly events: MemberEvents;
  /** Modules above register what they can do. */
  readonly memberJobs: MemberJobs;
}

export interface PlatformMemberJobsOptions {
  readonly transactions: OwnerTransactions;
  readonly keys: KeyCache;
  readonly bootId: Id<string>;
  readonly clock: Clock;
}

/** What members' pages are told, and the work that waits for members' keys. */
export function openPlatformMemberJobs({
  transactions,
  keys,
  bootId,
  clock,
}: PlatformMemberJobsOptions): PlatformMemberJobs {
  const events = new MemberEvents();
  // Before its streams end, each page of the session is told why.
  keys.whenEnded(({ ownerId, holderId }) => events.publish(ownerId, { type: 'session.revoked', sessionId: holderId }));
  const memberJobs = new MemberJobs(new DrizzleMemberJobStore(transactions, bootId), keys, events, clock);
  memberJobs.start();
  return { events, memberJobs };
}
