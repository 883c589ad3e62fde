import type { Readable } from 'node:stream';

export interface TargetFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Where backups lie. A name appears with its whole content or not at all.
 *
 * Every method throws {@link BackupTargetUnavailableError} where the target does not answer.
 */
export abstract class BackupTarget {
  abstract readonly kind: 'folder' | 's3';
  /** Whether the target itself removes what is old: nothing is deleted there from here. */
  abstract readonly isAppendOnly: boolean;
  /**
   * Replaces what has the name. What was written before a failure is removed again.
   *
   * @throws {BackupTargetFullError}
   */
  abstract write(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** @throws {BackupFileMissingError} */
  abstract read(name: string): Promise<Readable>;
  abstract list(): Promise<TargetFile[]>;
  /** Harmless where there is nothing. */
  abstract delete(name: string): Promise<void>;
  /** Removes what a killed process left of a file that it was writing. */
  abstract clean(name: string): Promise<void>;
}
