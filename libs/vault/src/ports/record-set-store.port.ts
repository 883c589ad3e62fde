import type { RecordType } from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';

export type RecordSetKind = 'document' | 'conversation' | 'export' | 'ring' | 'self' | 'profile';

export interface StoredRecordSet {
  readonly id: RecordSetId;
  readonly kind: RecordSetKind;
  readonly keyVersion: number;
  readonly salt: Uint8Array;
  readonly commitment: Uint8Array;
  readonly manifest: Uint8Array;
  readonly revision: number;
}

export interface StoredRecord {
  readonly type: RecordType;
  readonly index: number;
  readonly sealed: Uint8Array;
}

/**
 * What a reader of a set asks for until the transaction ends: nothing, that no writer begins (`share`), or to be the
 * only one (`update`). A lock is a write to the row, so reading takes none unless it has to.
 */
export type SetLock = 'none' | 'share' | 'update';

/** Ciphertext by owner, set, type and index. Knows no key. */
export abstract class RecordSetStore {
  /** All of `work` or nothing; joins a surrounding transaction of the same owner. */
  abstract transact<T>(ownerId: UserId, work: () => Promise<T>): Promise<T>;
  abstract insertSet(ownerId: UserId, set: StoredRecordSet): Promise<void>;
  abstract findSet(ownerId: UserId, id: RecordSetId, lock: SetLock): Promise<StoredRecordSet | undefined>;
  /** The named sets that exist, in any order. */
  abstract findSets(ownerId: UserId, ids: readonly RecordSetId[], lock: SetLock): Promise<StoredRecordSet[]>;
  abstract updateManifest(ownerId: UserId, id: RecordSetId, manifest: Uint8Array, revision: number): Promise<void>;
  /** Puts new keys and a new manifest to a set whose records were all sealed anew. */
  abstract rekeySet(ownerId: UserId, id: RecordSetId, rekeyed: Omit<StoredRecordSet, 'id' | 'kind'>): Promise<void>;
  /** How many sets of these kinds there are under each version of their key. */
  abstract countByKeyVersion(ownerId: UserId, kinds: readonly RecordSetKind[]): Promise<ReadonlyMap<number, number>>;
  /** At most `limit` sets of these kinds under keys before `version`, by ascending id, from after `after` on. */
  abstract listOlder(
    ownerId: UserId,
    kinds: readonly RecordSetKind[],
    version: number,
    page: { readonly after: RecordSetId | undefined; readonly limit: number },
  ): Promise<RecordSetId[]>;
  /** Inserts or replaces. */
  abstract putRecords(ownerId: UserId, id: RecordSetId, records: readonly StoredRecord[]): Promise<void>;
  abstract removeRecords(
    ownerId: UserId,
    id: RecordSetId,
    places: readonly Pick<StoredRecord, 'type' | 'index'>[],
  ): Promise<void>;
  abstract readRecords(
    ownerId: UserId,
    id: RecordSetId,
    type: RecordType,
    indexes?: readonly number[],
  ): Promise<StoredRecord[]>;
  /** Every record of one type in several sets, by set. */
  abstract readRecordsAcross(
    ownerId: UserId,
    ids: readonly RecordSetId[],
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, readonly StoredRecord[]>>;
  /** The named records of one type in several sets, by set. */
  abstract readRecordsAt(
    ownerId: UserId,
    places: ReadonlyMap<RecordSetId, readonly number[]>,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, readonly StoredRecord[]>>;
  /** Deletes the set with its records. @returns Whether there was one. */
  abstract deleteSet(ownerId: UserId, id: RecordSetId): Promise<boolean>;
}
