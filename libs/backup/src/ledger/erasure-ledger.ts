/** One erasure in the ledger. */
export interface Tombstone {
  /** From 0. */
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  /** Hexadecimal of `members.erasure_tag`: names nobody, and is in every dump of the database. */
  readonly tag: string;
  readonly reason: 'member' | 'manager' | 'awaiting-confirmation';
  /** Hexadecimal SHA-256 of the line before; zeros before the first. */
  readonly previous: string;
}

/**
 * What was erased, outside of the database: a restored backup is held against it. Append-only, each line bound to the
 * one before, kept in the data folder and copied to the backup target.
 */
export abstract class ErasureLedger {
  /** Durable when it resolves. Appending the same tag again changes nothing. */
  abstract append(tombstone: Pick<Tombstone, 'tag' | 'reason'>): Promise<Tombstone>;
  abstract read(): Promise<readonly Tombstone[]>;
  /** Hexadecimal SHA-256 of the last line; zeros of an empty ledger. */
  abstract head(): Promise<string>;
}
