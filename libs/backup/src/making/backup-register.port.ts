import type { BackupId } from '@hearthlore/kernel';

export type BackupTrigger = 'schedule' | 'manager';

/** One backup as the installation remembers it. */
export interface BackupRow {
  readonly id: BackupId;
  readonly state: 'active' | 'completed' | 'failed';
  readonly trigger: BackupTrigger;
  readonly step: string | null;
  readonly progress: number;
  readonly file: string | null;
  readonly bytes: number | null;
  /** Of the signed note. */
  readonly manifestSha256: Uint8Array | null;
  readonly recipients: number;
  readonly fencedFor: number | null;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly verifiedAt: Date | null;
  readonly verification: string | null;
  readonly removedAt: Date | null;
}

export interface CompletedBackup {
  readonly bytes: number;
  readonly manifestSha256: Uint8Array;
  readonly verifiedAt: Date;
  readonly verification: string;
}

/** What became of each backup. */
export abstract class BackupRegister {
  /** Starts one, or takes up again what was asked for or cut short under this id. */
  abstract start(id: BackupId, trigger: BackupTrigger, at: Date): Promise<void>;
  abstract progress(id: BackupId, percent: number, step: string): Promise<void>;
  /** Notes where it is being written to, before the first byte: what a killed run left is found by it. */
  abstract writeTo(id: BackupId, file: string, recipients: number): Promise<void>;
  abstract fenced(id: BackupId, milliseconds: number): Promise<void>;
  abstract complete(id: BackupId, done: CompletedBackup, at: Date): Promise<void>;
  abstract fail(id: BackupId, code: string, at: Date): Promise<void>;
  abstract verified(id: BackupId, finding: string, at: Date): Promise<void>;
  abstract removed(id: BackupId, at: Date): Promise<void>;
  abstract find(id: BackupId): Promise<BackupRow | undefined>;
  /** Newest first. */
  abstract list(limit: number): Promise<BackupRow[]>;
  abstract installationId(): Promise<string>;
  /** Has everything new wait until then at most. */
  abstract fence(until: Date | null): Promise<void>;
}
