import type { ExportId, MemberJobId } from '@hearthlore/kernel';

export const EXPORT_STATES = ['preparing', 'ready', 'failed'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** A copy of everything a member has, for that member to fetch for a day. */
export interface MemberExport {
  readonly id: ExportId;
  readonly state: ExportState;
  /** Of the file that is handed out; 0 until it is ready. */
  readonly bytes: number;
  /** Whether it opens with a passphrase of its own. */
  readonly hasPassphrase: boolean;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Says how far it is. */
  readonly jobId: MemberJobId | null;
}
