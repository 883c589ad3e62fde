import type { RecordType } from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import {
  type RecordSetKind,
  RecordSetStore,
  type StoredRecord,
  type StoredRecordSet,
} from '../ports/record-set-store.port.js';

interface Entry {
  set: StoredRecordSet;
  readonly records: Map<string, StoredRecord>;
}

/** Keeps ciphertext in maps; passes the contract that the PostgreSQL store passes. */
export class InMemoryRecordSetStore extends RecordSetStore {
  readonly #sets = new Map<string, Entry>();

  /** Without rollback of nested work except as a whole: a failed `work` restores what was there before. */
  override async transact<T>(_ownerId: UserId, work: () => Promise<T>): Promise<T> {
    const before = new Map(
      [...this.#sets].map(([key, entry]) => [key, { set: entry.set, records: new Map(entry.records) }]),
    );
    try {
      return await work();
    } catch (error) {
      this.#sets.clear();
      for (const [key, entry] of before) this.#sets.set(key, entry);
      throw error;
    }
  }

  override async insertSet(ownerId: UserId, set: StoredRecordSet): Promise<void> {
    this.#sets.set(keyOf(ownerId, set.id), { set, records: new Map() });
  }

  override async findSet(ownerId: UserId, id: RecordSetId): Promise<StoredRecordSet | undefined> {
    return this.#sets.get(keyOf(ownerId, id))?.set;
  }

  override async findSets(ownerId: UserId, ids: readonly RecordSetId[]): Promise<StoredRecordSet[]> {
    return ids.flatMap((id) => this.#sets.get(keyOf(ownerId, id))?.set ?? []);
  }

  override async updateManifest(
    ownerId: UserId,
    id: RecordSetId,
    manifest: Uint8Array,
    revision: number,
  ): Promise<void> {
    const entry = this.#sets.get(keyOf(ownerId, id));
    if (entry !== undefined) entry.set = { ...entry.set, manifest, revision };
  }

  override async rekeySet(
    ownerId: UserId,
    id: RecordSetId,
    rekeyed: Omit<StoredRecordSet, 'id' | 'kind'>,
  ): Promise<void> {
    const entry = this.#sets.get(keyOf(ownerId, id));
    if (entry !== undefined) entry.set = { ...entry.set, ...rekeyed };
  }

  override async countByKeyVersion(
    ownerId: UserId,
    kinds: readonly RecordSetKind[],
  ): Promise<ReadonlyMap<number, number>> {
    const counts = new Map<number, number>();
    for (const { kind, keyVersion } of this.#setsOf(ownerId))
      if (kinds.includes(kind)) counts.set(keyVersion, (counts.get(keyVersion) ?? 0) + 1);
    return counts;
  }

  override async listOlder(
    ownerId: UserId,
    kinds: readonly RecordSetKind[],
    version: number,
    { after, limit }: { readonly after: RecordSetId | undefined; readonly limit: number },
  ): Promise<RecordSetId[]> {
    return this.#setsOf(ownerId)
      .filter((set) => kinds.includes(set.kind) && set.keyVersion < version && (after === undefined || set.id > after))
      .map(({ id }) => id)
      .sort()
      .slice(0, limit);
  }

  override async putRecords(ownerId: UserId, id: RecordSetId, records: readonly StoredRecord[]): Promise<void> {
    const entry = this.#sets.get(keyOf(ownerId, id));
    for (const record of records) entry?.records.set(placeOf(record), record);
  }

  override async removeRecords(
    ownerId: UserId,
    id: RecordSetId,
    places: readonly Pick<StoredRecord, 'type' | 'index'>[],
  ): Promise<void> {
    for (const place of places) this.#sets.get(keyOf(ownerId, id))?.records.delete(placeOf(place));
  }

  override async readRecords(
    ownerId: UserId,
    id: RecordSetId,
    type: RecordType,
    indexes?: readonly number[],
  ): Promise<StoredRecord[]> {
    return [...(this.#sets.get(keyOf(ownerId, id))?.records.values() ?? [])]
      .filter((record) => record.type === type && (indexes === undefined || indexes.includes(record.index)))
      .sort((a, b) => a.index - b.index);
  }

  override async readRecordsAcross(
    ownerId: UserId,
    ids: readonly RecordSetId[],
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, readonly StoredRecord[]>> {
    const found = new Map<RecordSetId, readonly StoredRecord[]>();
    for (const id of ids) {
      const records = await this.readRecords(ownerId, id, type);
      if (records.length > 0) found.set(id, records);
    }
    return found;
  }

  override async readRecordsAt(
    ownerId: UserId,
    places: ReadonlyMap<RecordSetId, readonly number[]>,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, readonly StoredRecord[]>> {
    const found = new Map<RecordSetId, readonly StoredRecord[]>();
    for (const [id, indexes] of places) {
      const records = await this.readRecords(ownerId, id, type, indexes);
      if (records.length > 0) found.set(id, records);
    }
    return found;
  }

  override async deleteSet(ownerId: UserId, id: RecordSetId): Promise<boolean> {
    return this.#sets.delete(keyOf(ownerId, id));
  }

  #setsOf(ownerId: UserId): StoredRecordSet[] {
    return [...this.#sets].filter(([key]) => key.startsWith(`${ownerId}/`)).map(([, { set }]) => set);
  }
}

const keyOf = (ownerId: UserId, id: RecordSetId): string => `${ownerId}/${id}`;
const placeOf = ({ type, index }: Pick<StoredRecord, 'type' | 'index'>): string => `${type}.${index}`;
