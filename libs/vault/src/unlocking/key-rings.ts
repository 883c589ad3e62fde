import {
  decodeKeyRing,
  encodeKeyRing,
  type KeyRing,
  newKeyRing,
  RecordType,
  wipe,
  wipeKeyRing,
} from '@hearthlore/crypto';
import type { RecordSetId, UserId } from '@hearthlore/kernel';
import type { RecordSetStore } from '../ports/record-set-store.port.js';
import { SealedSets } from '../records/sealed-sets.js';
import { RecordSetNotFoundError, RecordsTamperedError, VaultLockedError } from '../vault.errors.js';
import { type MemberVault, replaceRing, type RingPlace, ringKeyOf, ringPlaceOf } from './member-vault.js';

/** First and, until the user root key is replaced, only version of a ring key. */
const FIRST_VERSION = 1;

const PLACE = { type: RecordType.keyRing, index: 0 };

/** The stored rings of data keys, and those in memory that follow them. [Note: Data keys] */
export class KeyRings {
  readonly #sets: SealedSets;

  constructor(private readonly store: RecordSetStore) {
    this.#sets = new SealedSets(store);
  }

  async create(ownerId: UserId, set: RecordSetId, ringKey: Uint8Array): Promise<void> {
    await this.#sets.create(ownerId, set, 'ring', { version: FIRST_VERSION, key: ringKey }, [
      { ...PLACE, plaintext: encodeKeyRing(newKeyRing()) },
    ]);
  }

  /** @throws {RecordsTamperedError} where the ring is gone or not this member's. */
  async open(
    ownerId: UserId,
    set: RecordSetId,
    ringKey: Uint8Array,
  ): Promise<{ readonly ring: KeyRing; readonly ringPlace: RingPlace }> {
    try {
      const { plaintext, revision } = await this.#sets.readRevision(ownerId, set, () => ringKey, PLACE);
      const ring = decodeKeyRing(plaintext);
      wipe(plaintext);
      return { ring, ringPlace: { set, revision } };
    } catch (error) {
      if (error instanceof RecordSetNotFoundError) throw new RecordsTamperedError({ cause: error });
      throw error;
    }
  }

  /** Has the vault follow what was written to its ring meanwhile. @throws {VaultLockedError} */
  async reload(vault: MemberVault): Promise<void> {
    const place = ringPlaceOf(vault);
    if (place === undefined) return;
    const { ring, ringPlace } = await this.open(vault.ownerId, place.set, ringKeyOf(vault));
    replaceRing(vault, ring, ringPlace);
  }

  /**
   * Sees to it that the vault's ring is the stored one, and that the stored one stays so until the surrounding
   * transaction ends: what is sealed in it is under a key that nobody drops meanwhile.
   *
   * @throws {VaultLockedError} also where the ring is gone, as after its member began anew.
   */
  async hold(vault: MemberVault): Promise<void> {
    const place = ringPlaceOf(vault);
    if (place === undefined) return;
    const stored = await this.store.findSet(vault.ownerId, place.set, 'share');
    if (stored === undefined) throw new VaultLockedError();
    if (stored.revision !== ringPlaceOf(vault)?.revision) await this.reload(vault);
  }

  /**
   * Changes the stored ring while nobody else can, and while nobody seals a new set. The vaults in memory follow by
   * {@link reload}, once it is kept and not before: what they seal under a key that is then taken back is lost.
   *
   * @param change Gives the new ring, or `undefined` to leave it. What it is given and what it gives is wiped after it.
   */
  async revise(vault: MemberVault, change: (ring: KeyRing) => Promise<KeyRing | undefined>): Promise<void> {
    const { ownerId } = vault;
    const place = ringPlaceOf(vault);
    if (place === undefined) throw new VaultLockedError();
    await this.store.transact(ownerId, async () => {
      if ((await this.store.findSet(ownerId, place.set, 'update')) === undefined) throw new VaultLockedError();
      const { ring } = await this.open(ownerId, place.set, ringKeyOf(vault));
      const next = await change(ring);
      const plaintext = next && encodeKeyRing(next);
      wipeKeyRing(ring);
      if (next === undefined || plaintext === undefined) return;
      wipeKeyRing(next);
      await this.#sets.write(ownerId, place.set, () => ringKeyOf(vault), { put: [{ ...PLACE, plaintext }] });
      wipe(plaintext);
    });
  }
}
