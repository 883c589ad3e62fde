import type { RecordType } from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import type { RecordSetStore } from '../ports/record-set-store.port.js';
import { type MemberVault, readingKey, writingKey } from '../unlocking/member-vault.js';
import { type ParentKeys, type RecordChanges, type RecordPut, SealedSets } from './sealed-sets.js';

/** A member's documents and conversations as sealed record sets, under the member's own data keys. */
export class RecordSets {
  readonly #sets: SealedSets;

  constructor(store: RecordSetStore) {
    this.#sets = new SealedSets(store);
  }

  create(
    vault: MemberVault,
    id: RecordSetId,
    kind: 'document' | 'conversation',
    put: readonly RecordPut[] = [],
  ): Promise<void> {
    return this.#sets.create(vault.ownerId, id, kind, writingKey(vault), put);
  }

  /**
   * All of it with the new manifest, or nothing. Joins a surrounding transaction of the same owner.
   *
   * @throws {RecordSetNotFoundError} when the set is gone, as after a deletion in the meantime.
   */
  write(vault: MemberVault, id: RecordSetId, changes: RecordChanges): Promise<void> {
    return this.#sets.write(vault.ownerId, id, parentsOf(vault), changes);
  }

  /** Replaces one record by what `change` makes of it, while nobody else can write to the set. @throws {RecordSetNotFoundError} */
  rewrite(
    vault: MemberVault,
    id: RecordSetId,
    place: Pick<RecordPut, 'type' | 'index'>,
    change: (plaintext: Uint8Array) => Uint8Array,
  ): Promise<void> {
    return this.#sets.rewrite(vault.ownerId, id, parentsOf(vault), place, change);
  }

  /** @returns Every record of the type, in index order. @throws {RecordsTamperedError} when one is missing, swapped or old. */
  async readAll(vault: MemberVault, id: RecordSetId, type: RecordType): Promise<Uint8Array[]> {
    return [...(await this.#sets.read(vault.ownerId, id, parentsOf(vault), type)).values()];
  }

  /** @returns The named records that the set holds. @throws {RecordsTamperedError} when one is missing, swapped or old. */
  read(
    vault: MemberVault,
    id: RecordSetId,
    type: RecordType,
    indexes: readonly number[],
  ): Promise<ReadonlyMap<number, Uint8Array>> {
    return this.#sets.read(vault.ownerId, id, parentsOf(vault), type, indexes);
  }

  /** Every record of one type in many sets, each by index; sets that are gone are left out. Two queries in all. */
  readAcross(
    vault: MemberVault,
    ids: readonly RecordSetId[],
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, ReadonlyMap<number, Uint8Array>>> {
    return this.#sets.readAcross(vault.ownerId, ids, parentsOf(vault), type);
  }

  /** The named records of many sets, each by index; what is not there is left out. Two queries in all. */
  readAt(
    vault: MemberVault,
    places: ReadonlyMap<RecordSetId, readonly number[]>,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, ReadonlyMap<number, Uint8Array>>> {
    return this.#sets.readAt(vault.ownerId, places, parentsOf(vault), type);
  }

  /** Needs no key: with the set go its salt and commitment, and nothing in it opens again. */
  delete(ownerId: UserId, id: RecordSetId): Promise<boolean> {
    return this.#sets.delete(ownerId, id);
  }
}

function parentsOf(vault: MemberVault): ParentKeys {
  return (version) => readingKey(vault, version);
}
