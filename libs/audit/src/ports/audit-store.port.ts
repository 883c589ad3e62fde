import type { UserId } from '@hearthlore/kernel';

/** An entry on its way into the log. */
export interface NewEntry {
  /** Canonical text, its number included. */
  readonly text: string;
  readonly actor: Uint8Array | undefined;
  readonly object: Uint8Array | undefined;
  readonly at: Date;
}

/** A signed tree head with what it takes to go on from there. */
export interface StoredCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly frontier: Uint8Array;
}

/** Where the log lies. There is no way to change or to delete in it. */
export abstract class AuditStore {
  /** @returns The member's salt, which becomes `fresh` at the first use; `undefined` for who is no member. */
  abstract salt(memberId: UserId, fresh: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Adds entries where the log has `expected` of them. Resolves once they are on disk.
   *
   * @returns Whether it did, and how many the log has now.
   */
  abstract append(
    expected: number,
    entries: readonly NewEntry[],
  ): Promise<{ readonly isKept: boolean; readonly size: number }>;
  abstract size(): Promise<number>;
  /** @returns Hashes of the entries from number `first` on, up to the first that is missing, `atMost` of them. */
  abstract listLeaves(first: number, atMost: number): Promise<Uint8Array[]>;
  /** Keeps it unless there is one as large already. */
  abstract addCheckpoint(checkpoint: StoredCheckpoint): Promise<void>;
  abstract findLastCheckpoint(): Promise<StoredCheckpoint | undefined>;
}
