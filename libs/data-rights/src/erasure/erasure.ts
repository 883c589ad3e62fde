import type { ErasureId } from '@hearthlore/kernel';

const DAY = 86_400_000;
/** Between the wish and the deed, in milliseconds: a wish can be taken back, a deed cannot. */
export const GRACE = 7 * DAY;

export type ErasureReason = 'member' | 'manager' | 'awaiting-confirmation';

/** An account that is to be erased. */
export interface ScheduledErasure {
  readonly id: ErasureId;
  readonly reason: ErasureReason;
  readonly requestedAt: Date;
  readonly effectiveAt: Date;
}

/** What whoever asked for an erasure is given. */
export interface RequestedErasure {
  /** From here on nobody can take it back. */
  readonly effectiveAt: Date;
  /** Fetches the receipt when there is no account to sign in to any more: shown once, stored as a hash. */
  readonly receiptToken: string;
}

/** How far an erasure is, for whoever holds its token. */
export type ErasureProgress =
  | { readonly state: 'scheduled' | 'erasing'; readonly effectiveAt: Date; readonly note: undefined }
  | { readonly state: 'erased'; readonly effectiveAt: Date; readonly note: string };
