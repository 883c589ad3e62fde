import type { BackupId, DrillId } from '@hearthlore/kernel';

/** Where a drill is, as told to whoever waits for it. */
export const DRILL_STEPS = ['waiting', 'reading', 'comparing', 'signing-in', 'verifying'] as const;
export type DrillStep = (typeof DRILL_STEPS)[number];

/** `automatic` from the stream before encryption, `full` from the encrypted file. */
export const DRILL_KINDS = ['automatic', 'full'] as const;
export type DrillKind = (typeof DRILL_KINDS)[number];

export const DRILL_STATES = ['active', 'completed', 'failed'] as const;
export type DrillState = (typeof DRILL_STATES)[number];

/** What a drill that went well has counted. */
export interface DrillFigures {
  readonly tables: number;
  readonly rows: number;
  readonly tombstones: number;
}

export interface Drill extends Partial<DrillFigures> {
  readonly id: DrillId;
  readonly kind: DrillKind;
  readonly state: DrillState;
  readonly step: string | undefined;
  /** 0 to 100. */
  readonly progress: number;
  readonly backupId: BackupId | undefined;
  /** Code of what did not hold. */
  readonly error: string | undefined;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
}
