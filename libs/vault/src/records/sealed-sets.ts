import {
  assertCommitment,
  deriveRecordSetKey,
  isLastSegment,
  openRecord,
  RecordManifest,
  type RecordSetKey,
  RecordType,
  randomBytes,
  sealRecord,
  UnreadableCiphertextError,
} from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import type {
  RecordSetKind,
  RecordSetStore,
  SetLock,
  StoredRecord,
  StoredRecordSet,
} from '../ports/record-set-store.port.js';
import type { ParentKey } from '../unlocking/member-vault.js';
import { RecordSetNotFoundError, RecordsTamperedError } from '../vault.errors.js';

const SALT_BYTES = 32;

const RECORD_TYPES = Object.values(RecordType).filter((type) => type !== RecordType.manifest);
/** Records that are in memory at once while a set is sealed anew. */
const RESEAL_BATCH = 32;

export interface RecordPut {
  readonly type: RecordType;
  readonly index: number;
  readonly plaintext: Uint8Array;
  /** Of the segments of a file, the last one. */
  readonly last?: boolean;
}

export interface RecordChanges {
  /** New records, and replacements: a replaced record never opens again. */
  readonly put?: readonly RecordPut[];
  readonly remove?: readonly { readonly type: RecordType; readonly index: number }[];
  /** Whole types, however many records of them there are. */
  readonly removeTypes?: readonly RecordType[];
}

/** Gives the parent key of a set by its version; only the caller knows which hierarchy the set belongs to. */
export type ParentKeys = (version: number) => Uint8Array;

interface OpenSet {
  readonly key: RecordSetKey;
  readonly manifest: RecordManifest;
  readonly revision: number;
}

/**
 * Reads and writes record sets under a given parent key, always against their sealed manifest. [Note: Manifest]
 * Every record written together carries the revision of that write, so an older one put back does not open.
 */
export class SealedSets {
  constructor(private readonly store: RecordSetStore) {}

  async create(
    ownerId: UserId,
    id: RecordSetId,
    kind: RecordSetKind,
    parent: ParentKey,
    put: readonly RecordPut[] = [],
  ): Promise<void> {
    const salt = randomBytes(SALT_BYTES);
    const key = deriveRecordSetKey(parent.key, salt, { owner: ownerId, set: id, keyVersion: parent.version });
    const revision = 1;
    const manifest = new RecordManifest();
    for (const record of put) manifest.put(record.type, record.index, revision);
    await this.store.transact(ownerId, async () => {
      await this.store.insertSet(ownerId, {
        id,
        kind,
        keyVersion: parent.version,
        salt,
        commitment: key.commitment,
        manifest: sealManifest(key, manifest, revision),
        revision,
      });
      await this.store.putRecords(ownerId, id, sealAll(key, put, revision));
    });
  }

  /** All of it with the new manifest, or nothing. @throws {RecordSetNotFoundError} @throws {RecordsTamperedError} */
  async write(ownerId: UserId, id: RecordSetId, parents: ParentKeys, changes: RecordChanges): Promise<void> {
    await this.store.transact(ownerId, async () => {
      await this.#change(ownerId, id, await this.#open(ownerId, id, parents, 'update'), changes);
    });
  }

  /**
   * Replaces one record by what `change` makes of it, while nobody else can write to the set.
   *
   * @throws {RecordSetNotFoundError} also where the set holds no such record.
   */
  async rewrite(
    ownerId: UserId,
    id: RecordSetId,
    parents: ParentKeys,
    place: Pick<RecordPut, 'type' | 'index'>,
    change: (plaintext: Uint8Array) => Uint8Array,
  ): Promise<void> {
    await this.revise(ownerId, id, parents, place, (current) => {
      if (current === undefined) throw new RecordSetNotFoundError();
      return change(current);
    });
  }

  /**
   * Like {@link rewrite} for a record that may not be there yet, or not any more.
   *
   * @param change Gives the new content, or `undefined` to remove the record.
   */
  async revise(
    ownerId: UserId,
    id: RecordSetId,
    parents: ParentKeys,
    place: Pick<RecordPut, 'type' | 'index'>,
    change: (plaintext: Uint8Array | undefined) => Uint8Array | undefined,
  ): Promise<void> {
    const { type, index } = place;
    await this.store.transact(ownerId, async () => {
      // The lock of a writer from the start: two readers who both went on to write would wait for each other for ever.
      const [set, rows] = await Promise.all([
        this.#open(ownerId, id, parents, 'update'),
        this.store.readRecords(ownerId, id, type, [index]),
      ]);
      const current = openRows(set, type, rows, [index]).get(index);
      const plaintext = change(current);
      if (plaintext !== undefined) await this.#change(ownerId, id, set, { put: [{ type, index, plaintext }] });
      else if (current !== undefined) await this.#change(ownerId, id, set, { remove: [{ type, index }] });
    });
  }

  /** @returns The records of a type by index, in order; all of them unless `indexes` names some. */
  async read(
    ownerId: UserId,
    id: RecordSetId,
    parents: ParentKeys,
    type: RecordType,
    indexes?: readonly number[],
  ): Promise<ReadonlyMap<number, Uint8Array>> {
    return this.#consistently(async (lock) => {
      const [set, rows] = await this.store.transact(ownerId, () =>
        Promise.all([this.#open(ownerId, id, parents, lock), this.store.readRecords(ownerId, id, type, indexes)]),
      );
      return openRows(set, type, rows, indexes);
    });
  }

  /**
   * One record with the revision of its set, for those who have to notice a later writing.
   *
   * @throws {RecordSetNotFoundError} also where the set holds no such record.
   */
  async readRevision(
    ownerId: UserId,
    id: RecordSetId,
    parents: ParentKeys,
    { type, index }: Pick<RecordPut, 'type' | 'index'>,
  ): Promise<{ readonly plaintext: Uint8Array; readonly revision: number }> {
    return this.#consistently(async (lock) => {
      const [set, rows] = await this.store.transact(ownerId, () =>
        Promise.all([this.#open(ownerId, id, parents, lock), this.store.readRecords(ownerId, id, type, [index])]),
      );
      const plaintext = openRows(set, type, rows, [index]).get(index);
      if (plaintext === undefined) throw new RecordSetNotFoundError();
      return { plaintext, revision: set.revision };
    });
  }

  /** Like {@link read} for whole types of many sets in two queries; a set that is gone is left out. */
  async readAcross(
    ownerId: UserId,
    ids: readonly RecordSetId[],
    parents: ParentKeys,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, ReadonlyMap<number, Uint8Array>>> {
    if (ids.length === 0) return new Map();
    return this.#consistently(async (lock) => {
      const [sets, rows] = await this.store.transact(ownerId, () =>
        Promise.all([this.store.findSets(ownerId, ids, lock), this.store.readRecordsAcross(ownerId, ids, type)]),
      );
      return new Map(
        sets.map((row) => [row.id, openRows(openSet(ownerId, row, parents), type, rows.get(row.id) ?? [])]),
      );
    });
  }

  /** Like {@link readAcross} for the named records of each set; what the set does not hold is left out. */
  async readAt(
    ownerId: UserId,
    places: ReadonlyMap<RecordSetId, readonly number[]>,
    parents: ParentKeys,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, ReadonlyMap<number, Uint8Array>>> {
    if (places.size === 0) return new Map();
    return this.#consistently(async (lock) => {
      const [sets, rows] = await this.store.transact(ownerId, () =>
        Promise.all([
          this.store.findSets(ownerId, [...places.keys()], lock),
          this.store.readRecordsAt(ownerId, places, type),
        ]),
      );
      return new Map(
        sets.map((row) => [
          row.id,
          openRows(openSet(ownerId, row, parents), type, rows.get(row.id) ?? [], places.get(row.id)),
        ]),
      );
    });
  }

  /**
   * Some of a file's segments, in order.
   *
   * @returns Fewer than `count` at the end of the file.
   * @throws {RecordsTamperedError} also where the set ends before the file does.
   */
  async readSegments(
    ownerId: UserId,
    id: RecordSetId,
    parents: ParentKeys,
    { from, count }: { readonly from: number; readonly count: number },
  ): Promise<Uint8Array[]> {
    const type = RecordType.fileSegment;
    return this.#consistently(async (lock) => {
      const indexes = Array.from({ length: count }, (_, i) => from + i);
      const [set, rows] = await this.store.transact(ownerId, () =>
        Promise.all([this.#open(ownerId, id, parents, lock), this.store.readRecords(ownerId, id, type, indexes)]),
      );
      const final = set.manifest.count(type) - 1;
      const isWhole = rows.every(({ index, sealed }) => isLastSegment(sealed) === (index === final));
      if (final < 0 || !isWhole) throw new RecordsTamperedError();
      return [...openRows(set, type, rows, indexes).values()];
    });
  }

  delete(ownerId: UserId, id: RecordSetId): Promise<boolean> {
    return this.store.deleteSet(ownerId, id);
  }

  /**
   * Seals all of a set anew under a later parent key and a fresh salt, in one transaction: readers see the old set or
   * the new one. A few records at a time, so that a large document takes no more memory than a small one.
   *
   * @param most Leaves a set with more records alone.
   * @returns Whether it did: not where the set is gone or under that key already.
   * @throws {RecordsTamperedError}
   */
  async reseal(
    ownerId: UserId,
    id: RecordSetId,
    parents: ParentKeys,
    parent: ParentKey,
    most = Number.POSITIVE_INFINITY,
  ): Promise<boolean> {
    return this.store.transact(ownerId, async () => {
      const row = await this.store.findSet(ownerId, id, 'update');
      if (row === undefined || row.keyVersion >= parent.version) return false;
      const before = openSet(ownerId, row, parents);
      const total = RECORD_TYPES.reduce((sum, type) => sum + before.manifest.count(type), 0);
      if (total > most) return false;
      const salt = randomBytes(SALT_BYTES);
      const key = deriveRecordSetKey(parent.key, salt, { owner: ownerId, set: id, keyVersion: parent.version });
      const revision = before.revision + 1;
      const manifest = new RecordManifest();
      for (const type of RECORD_TYPES) {
        for (const indexes of inBatches(before.manifest.indexes(type))) {
          const rows = await this.store.readRecords(ownerId, id, type, indexes);
          const last = new Set(rows.filter(({ sealed }) => isLastSegment(sealed)).map(({ index }) => index));
          const put = [...openRows(before, type, rows, indexes)].map(([index, plaintext]) => ({
            type,
            index,
            plaintext,
            last: last.has(index),
          }));
          for (const { index } of put) manifest.put(type, index, revision);
          await this.store.putRecords(ownerId, id, sealAll(key, put, revision));
        }
      }
      await this.store.rekeySet(ownerId, id, {
        keyVersion: parent.version,
        salt,
        commitment: key.commitment,
        manifest: sealManifest(key, manifest, revision),
        revision,
      });
      return true;
    });
  }

  /** @param set Opened for this change, with the lock of a writer. */
  async #change(ownerId: UserId, id: RecordSetId, set: OpenSet, changes: RecordChanges): Promise<void> {
    const { put = [], remove = [], removeTypes = [] } = changes;
    const ofTypes = removeTypes.flatMap((type) => set.manifest.indexes(type).map((index) => ({ type, index })));
    const gone = [...remove, ...ofTypes];
    const revision = set.revision + 1;
    for (const { type, index } of gone) set.manifest.remove(type, index);
    for (const { type, index } of put) set.manifest.put(type, index, revision);
    await Promise.all([
      this.store.removeRecords(ownerId, id, gone),
      this.store.putRecords(ownerId, id, sealAll(set.key, put, revision)),
      this.store.updateManifest(ownerId, id, sealManifest(set.key, set.manifest, revision), revision),
    ]);
  }

  /**
   * A write that ends between a manifest and its records makes them differ, as tampering does. What does not fit is
   * therefore read once more while writers wait; what still does not fit then was changed by somebody else.
   */
  async #consistently<T>(read: (lock: SetLock) => Promise<T>): Promise<T> {
    try {
      return await read('none');
    } catch (error) {
      if (error instanceof RecordsTamperedError) return read('share');
      throw error;
    }
  }

  async #open(ownerId: UserId, id: RecordSetId, parents: ParentKeys, lock: SetLock): Promise<OpenSet> {
    const row = await this.store.findSet(ownerId, id, lock);
    if (row === undefined) throw new RecordSetNotFoundError();
    return openSet(ownerId, row, parents);
  }
}

/** @throws {RecordsTamperedError} where key, commitment and manifest do not belong together. */
export function openSet(ownerId: UserId, row: StoredRecordSet, parents: ParentKeys): OpenSet {
  const address = { owner: ownerId, set: row.id, keyVersion: row.keyVersion };
  const key = deriveRecordSetKey(parents(row.keyVersion), row.salt, address);
  return orTampered(() => {
    assertCommitment(key, row.commitment);
    const place = { type: RecordType.manifest, index: 0, revision: row.revision };
    return { key, manifest: RecordManifest.decode(openRecord(key, place, row.manifest)), revision: row.revision };
  });
}

function openRows(
  set: OpenSet,
  type: RecordType,
  rows: readonly StoredRecord[],
  indexes?: readonly number[],
): ReadonlyMap<number, Uint8Array> {
  const sealed = new Map(rows.map((row) => [row.index, row.sealed]));
  const plaintexts = new Map<number, Uint8Array>();
  for (const index of indexes ?? set.manifest.indexes(type)) {
    const revision = set.manifest.revision(type, index);
    if (revision === undefined) continue;
    const record = sealed.get(index);
    if (record === undefined) throw new RecordsTamperedError();
    plaintexts.set(
      index,
      orTampered(() => openRecord(set.key, { type, index, revision, last: isLastSegment(record) }, record)),
    );
  }
  // A record that the manifest does not know was put there by somebody else.
  for (const index of sealed.keys()) if (!plaintexts.has(index)) throw new RecordsTamperedError();
  return plaintexts;
}

function* inBatches(indexes: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < indexes.length; at += RESEAL_BATCH) yield indexes.slice(at, at + RESEAL_BATCH);
}

function sealManifest(key: RecordSetKey, manifest: RecordManifest, revision: number): Uint8Array {
  return sealRecord(key, { type: RecordType.manifest, index: 0, revision }, manifest.encode());
}

function sealAll(key: RecordSetKey, put: readonly RecordPut[], revision: number) {
  return put.map(({ type, index, plaintext, last = false }) => ({
    type,
    index,
    sealed: sealRecord(key, { type, index, revision, last }, plaintext),
  }));
}

function orTampered<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof UnreadableCiphertextError) throw new RecordsTamperedError({ cause });
    throw cause;
  }
}
