import { deriveSelfKey, newMemberKeyPair, publicHalf, RecordType, wipe } from '@hearthlore/crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import type { KeySlotStore } from '../ports/key-slot-store.port.js';
import type { RecordSetStore } from '../ports/record-set-store.port.js';
import { SealedSets } from '../records/sealed-sets.js';
import { RecordsTamperedError } from '../vault.errors.js';
import { MemberVault, selfKeyOf } from './member-vault.js';

/** What the self set holds, each part a record of its own. */
export const SelfPart = { privateKey: 0, secondFactor: 1, fingerprints: 2, preferences: 3 } as const;
export type SelfPart = (typeof SelfPart)[keyof typeof SelfPart];

/** A member who is signed in, or who is just proving to be one. A program's key gives neither. */
export type SelfAccess = MemberVault | { readonly ownerId: UserId; readonly userRootKey: Uint8Array };

/** First and, until the user root key is replaced, only version of K_self. */
const FIRST_VERSION = 1;

/**
 * What a member keeps about being a member: private key, second factor, pinned fingerprints. Sealed under K_self, so
 * that neither the database with the master key nor the key of a program opens it. [Note: Key hierarchy]
 */
export class SelfRecords {
  readonly #sets: SealedSets;

  constructor(
    private readonly slots: KeySlotStore,
    recordSets: RecordSetStore,
  ) {
    this.#sets = new SealedSets(recordSets);
  }

  /** Makes the set with a fresh key pair. Call inside the transaction that inserts the member. */
  async create(ownerId: UserId, userRootKey: Uint8Array): Promise<void> {
    const { publicKey, privateKey } = newMemberKeyPair();
    const selfKey = deriveSelfKey(userRootKey);
    const id = newId<RecordSetId>();
    await this.#sets.create(ownerId, id, 'self', { version: FIRST_VERSION, key: selfKey }, [
      { type: RecordType.self, index: SelfPart.privateKey, plaintext: privateKey },
    ]);
    await this.slots.putSelfSet(ownerId, id, publicKey);
    wipe(privateKey, selfKey);
  }

  /** An account from before there were self sets gets its own. */
  async ensure(ownerId: UserId, userRootKey: Uint8Array): Promise<void> {
    if ((await this.slots.findSelfSet(ownerId)) === undefined) await this.create(ownerId, userRootKey);
  }

  async read(access: SelfAccess, part: SelfPart): Promise<Uint8Array | undefined> {
    return this.#with(access, async (key) => {
      const { id } = await this.#locate(access.ownerId);
      const records = await this.#sets.read(access.ownerId, id, () => key, RecordType.self, [part]);
      return records.get(part);
    });
  }

  /**
   * Changes one part while nobody else can: two sign-ins with the same code see each other.
   *
   * @param change Gives the new content, or `undefined` to remove the part. What it throws takes everything back.
   */
  async revise(
    access: SelfAccess,
    part: SelfPart,
    change: (current: Uint8Array | undefined) => Uint8Array | undefined,
  ): Promise<void> {
    await this.#with(access, async (key) => {
      const { id } = await this.#locate(access.ownerId);
      const place = { type: RecordType.self, index: part };
      await this.#sets.revise(access.ownerId, id, () => key, place, change);
    });
  }

  /** @returns 32 bytes; the caller wipes them. @throws {RecordsTamperedError} where the stored public key is another one. */
  async privateKey(access: SelfAccess): Promise<Uint8Array> {
    const [privateKey, { publicKey }] = await Promise.all([
      this.read(access, SelfPart.privateKey),
      this.#locate(access.ownerId),
    ]);
    if (privateKey === undefined || !Buffer.from(publicHalf(privateKey)).equals(publicKey))
      throw new RecordsTamperedError();
    return privateKey;
  }

  async #locate(ownerId: UserId): Promise<{ id: RecordSetId; publicKey: Uint8Array }> {
    const found = await this.slots.findSelfSet(ownerId);
    if (found === undefined) throw new RecordsTamperedError();
    return found;
  }

  async #with<T>(access: SelfAccess, work: (selfKey: Uint8Array) => Promise<T>): Promise<T> {
    if (access instanceof MemberVault) return work(selfKeyOf(access));
    const selfKey = deriveSelfKey(access.userRootKey);
    try {
      return await work(selfKey);
    } finally {
      wipe(selfKey);
    }
  }
}
