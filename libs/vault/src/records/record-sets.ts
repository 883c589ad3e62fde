import type { RecordType } from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import type { RecordSetStore } from '../ports/record-set-store.port.js';
import { KeyRings } from '../unlocking/key-rings.js';
import { hasOlderKeys, type MemberVault, readingKey, writingKey } from '../unlocking/member-vault.js';
import { DataKeyMissingError } from '../vault.errors.js';
import { type ParentKeys, type RecordChanges, type RecordPut, SealedSets } from './sealed-sets.js';

/** Records of a set that a writer may seal anew in passing. */
const SMALL = 256;
/** Segments of a file that are in memory together. */
const SEGMENTS_AT_ONCE = 8;

/** A member's documents and conversations as sealed record sets, under the member's own data keys. */
export class RecordSets {
  readonly #sets: SealedSets;
  readonly #rings: KeyRings;

  constructor(private readonly store: RecordSetStore) {
    this.#sets = new SealedSets(store);
    this.#rings = new KeyRings(store);
  }

  create(
    vault: MemberVault,
    id: RecordSetId,
    kind: 'document' | 'conversation' | 'export',
    put: readonly RecordPut[] = [],
  ): Promise<void> {
    return this.store.transact(vault.ownerId, async () => {
      await this.#rings.hold(vault);
      await this.#sets.create(vault.ownerId, id, kind, writingKey(vault), put);
    });
  }

  /**
   * All of it with the new manifest, or nothing. Joins a surrounding transaction of the same owner.
   *
   * @throws {RecordSetNotFoundError} when the set is gone, as after a deletion in the meantime.
   */
  write(vault: MemberVault, id: RecordSetId, changes: RecordChanges): Promise<void> {
    return this.#withRing(vault, () =>
      this.store.transact(vault.ownerId, async () => {
        await this.#resealSmall(vault, id);
        await this.#sets.write(vault.ownerId, id, parentsOf(vault), changes);
      }),
    );
  }

  /** Replaces one record by what `change` makes of it, while nobody else can write to the set. @throws {RecordSetNotFoundError} */
  rewrite(
    vault: MemberVault,
    id: RecordSetId,
    place: Pick<RecordPut, 'type' | 'index'>,
    change: (plaintext: Uint8Array) => Uint8Array,
  ): Promise<void> {
    return this.#withRing(vault, () =>
      this.store.transact(vault.ownerId, async () => {
        await this.#resealSmall(vault, id);
        await this.#sets.rewrite(vault.ownerId, id, parentsOf(vault), place, change);
      }),
    );
  }

  /** @returns Every record of the type, in index order. @throws {RecordsTamperedError} when one is missing, swapped or old. */
  async readAll(vault: MemberVault, id: RecordSetId, type: RecordType): Promise<Uint8Array[]> {
    const records = await this.#withRing(vault, () => this.#sets.read(vault.ownerId, id, parentsOf(vault), type));
    return [...records.values()];
  }

  /** @returns The named records that the set holds. @throws {RecordsTamperedError} when one is missing, swapped or old. */
  read(
    vault: MemberVault,
    id: RecordSetId,
    type: RecordType,
    indexes: readonly number[],
  ): Promise<ReadonlyMap<number, Uint8Array>> {
    return this.#withRing(vault, () => this.#sets.read(vault.ownerId, id, parentsOf(vault), type, indexes));
  }

  /** Every record of one type in many sets, each by index; sets that are gone are left out. Two queries in all. */
  readAcross(
    vault: MemberVault,
    ids: readonly RecordSetId[],
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, ReadonlyMap<number, Uint8Array>>> {
    return this.#withRing(vault, () => this.#sets.readAcross(vault.ownerId, ids, parentsOf(vault), type));
  }

  /** The named records of many sets, each by index; what is not there is left out. Two queries in all. */
  readAt(
    vault: MemberVault,
    places: ReadonlyMap<RecordSetId, readonly number[]>,
    type: RecordType,
  ): Promise<ReadonlyMap<RecordSetId, ReadonlyMap<number, Uint8Array>>> {
    return this.#withRing(vault, () => this.#sets.readAt(vault.ownerId, places, parentsOf(vault), type));
  }

  /**
   * The file that a set holds in segments, a few at a time.
   *
   * @throws {RecordsTamperedError} when a segment is missing, swapped or old, or the file is cut short.
   * @throws {RecordSetNotFoundError} when the set goes away meanwhile.
   */
  async *readFile(vault: MemberVault, id: RecordSetId): AsyncGenerator<Uint8Array> {
    for (let from = 0; ; from += SEGMENTS_AT_ONCE) {
      const page = { from, count: SEGMENTS_AT_ONCE };
      const segments = await this.#withRing(vault, () =>
        this.#sets.readSegments(vault.ownerId, id, parentsOf(vault), page),
      );
      yield* segments;
      if (segments.length < SEGMENTS_AT_ONCE) return;
    }
  }

  /** Needs no key: with the set go its salt and commitment, and nothing in it opens again. */
  delete(ownerId: UserId, id: RecordSetId): Promise<boolean> {
    return this.#sets.delete(ownerId, id);
  }

  /**
   * Seals a set of before the last rotation of the data keys anew under the newest key. [Note: Data keys]
   *
   * @returns Whether there was something to do.
   * @throws {RecordsTamperedError} @throws {VaultLockedError}
   */
  reseal(vault: MemberVault, id: RecordSetId, most?: number): Promise<boolean> {
    return this.#withRing(vault, () =>
      this.store.transact(vault.ownerId, async () => {
        await this.#rings.hold(vault);
        return this.#sets.reseal(vault.ownerId, id, parentsOf(vault), writingKey(vault), most);
      }),
    );
  }

  /** What is written to anyway moves on to the newest key with it; a large set is left to the pass in the background. */
  async #resealSmall(vault: MemberVault, id: RecordSetId): Promise<void> {
    if (hasOlderKeys(vault)) await this.reseal(vault, id, SMALL);
  }

  /** A set may be under a key that was added after the vault was opened: the stored ring has it. */
  async #withRing<T>(vault: MemberVault, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DataKeyMissingError)) throw error;
      await this.#rings.reload(vault);
      return work();
    }
  }
}

function parentsOf(vault: MemberVault): ParentKeys {
  return (version) => readingKey(vault, version);
}
