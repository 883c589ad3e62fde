import {
  DEFAULT_STRETCHING,
  derivePasswordKeys,
  deriveRingKey,
  deriveSelfKey,
  equalSecrets,
  KeySlot,
  newKey,
  PASSWORD_SALT_BYTES,
  randomBytes,
  unwrapKey,
  wipe,
  wrapKey,
} from '@hearthlore/crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import type { AuthBundle } from '../install/install-bundles.js';
import type { PassphraseStretcher } from '../passphrase/passphrase-stretcher.js';
import type { KeySlotStore, PassphraseSlot } from '../ports/key-slot-store.port.js';
import type { RecordSetStore } from '../ports/record-set-store.port.js';
import { RecordsTamperedError, StretchingBusyError } from '../vault.errors.js';
import { KeyRings } from './key-rings.js';
import type { VaultKeys } from './member-vault.js';
import { RecoveryKeys } from './recovery-keys.js';
import { ownerOf, type RootAccess, withRootKey } from './root-access.js';
import { SelfRecords } from './self-records.js';

/** First and, until a rotation, only version of a user root key and of its ring key. */
const FIRST_VERSION = 1;

/** Slots of a member who is about to be: made before the account's transaction, because stretching is slow. */
export interface PreparedKeys {
  readonly userRootKey: Uint8Array;
  readonly passphraseSlot: PassphraseSlot;
}

/** Makes and opens the keys of members: user root key, its slots, the key ring. [Note: Key hierarchy] */
export class MemberKeys {
  readonly #rings: KeyRings;
  readonly #self: SelfRecords;
  readonly #recovery: RecoveryKeys;

  constructor(
    private readonly slots: KeySlotStore,
    recordSets: RecordSetStore,
    private readonly stretcher: PassphraseStretcher,
    private readonly auth: AuthBundle,
  ) {
    this.#rings = new KeyRings(recordSets);
    this.#self = new SelfRecords(slots, recordSets);
    this.#recovery = new RecoveryKeys(slots);
  }

  /** @throws {StretchingBusyError} */
  async prepare(ownerId: UserId, passphrase: string): Promise<PreparedKeys> {
    const userRootKey = newKey();
    return { userRootKey, passphraseSlot: await this.#wrapByPassphrase(ownerId, passphrase, userRootKey) };
  }

  /**
   * Stores the slots, a new key ring and the self set. Call inside the transaction that inserts the member.
   *
   * @returns The recovery key as people write it down: shown once, stored nowhere.
   */
  async enrol(ownerId: UserId, ringSet: RecordSetId, prepared: PreparedKeys): Promise<string> {
    const { userRootKey } = prepared;
    await this.slots.putPassphraseSlot(ownerId, prepared.passphraseSlot);
    const recoveryKey = await this.#recovery.replace({ ownerId, userRootKey });
    const ringKey = deriveRingKey(userRootKey);
    await this.#rings.create(ownerId, ringSet, ringKey);
    await this.#self.create(ownerId, userRootKey);
    wipe(ringKey);
    return recoveryKey;
  }

  /**
   * Gives up everything that the keys so far opened and begins anew with others. Call inside the member's transaction.
   *
   * @returns The new recovery key as people write it down.
   */
  async enrolAnew(ownerId: UserId, prepared: PreparedKeys): Promise<string> {
    const ringSet = newId<RecordSetId>();
    await this.slots.deleteSlots(ownerId);
    await this.slots.putRingSet(ownerId, ringSet);
    return this.enrol(ownerId, ringSet, prepared);
  }

  /** @returns The user root key, or `undefined` for a wrong passphrase. @throws {StretchingBusyError} */
  async unlockByPassphrase(ownerId: UserId, passphrase: string): Promise<Uint8Array | undefined> {
    const slot = await this.slots.findPassphraseSlot(ownerId);
    const pepper = slot && this.auth.peppers.get(slot.pepperVersion);
    if (slot === undefined || pepper === undefined) return undefined;
    const stretched = await this.stretcher.stretch(passphrase, slot.salt, slot.stretching);
    const keys = derivePasswordKeys(stretched, pepper, ownerId);
    wipe(stretched);
    try {
      if (!equalSecrets(keys.verifier, slot.verifier)) return undefined;
      const userRootKey = unwrapKey(slot.wrapped, keys.keyEncryptionKey, passphraseContext(ownerId, slot));
      if (slot.pepperVersion < this.#newestPepper) await this.#followPepper(ownerId, passphrase, userRootKey, slot);
      return userRootKey;
    } finally {
      wipe(keys.keyEncryptionKey);
    }
  }

  /** When the passphrase was set. A change that is under way is waited for, so that nobody comes in beside it. */
  passphraseSetAt(ownerId: UserId): Promise<Date | undefined> {
    return this.slots.passphraseSetAt(ownerId);
  }

  /**
   * Makes the slot of a new passphrase, for {@link putSlot} in a transaction later: stretching takes too long for one.
   *
   * @throws {StretchingBusyError} @throws {StepUpRequiredError}
   */
  wrapByPassphrase(access: RootAccess, passphrase: string): Promise<PassphraseSlot> {
    return withRootKey(access, (userRootKey) => this.#wrapByPassphrase(ownerOf(access), passphrase, userRootKey));
  }

  /** Puts the slot in the place of the one before: the old wrap is gone with it. */
  async putSlot(ownerId: UserId, slot: PassphraseSlot): Promise<void> {
    await this.slots.putPassphraseSlot(ownerId, slot);
  }

  /** Spends the time of a sign-in on nobody, so that unknown addresses answer no faster. */
  async pretendToUnlock(passphrase: string, salt: Uint8Array): Promise<void> {
    await this.stretcher.stretch(passphrase, salt.subarray(0, PASSWORD_SALT_BYTES), DEFAULT_STRETCHING);
  }

  /** What a vault of this member holds. @throws {RecordsTamperedError} where the ring is gone or not this member's. */
  async open(ownerId: UserId, userRootKey: Uint8Array): Promise<VaultKeys> {
    const keys = await this.openRing(ownerId, deriveRingKey(userRootKey));
    await this.#self.ensure(ownerId, userRootKey);
    return { ...keys, selfKey: deriveSelfKey(userRootKey) };
  }

  /**
   * The part of a vault that the ring key alone opens, as with the key of a program.
   *
   * @param ringKey Taken over: it is wiped where the ring does not open.
   * @throws {RecordsTamperedError}
   */
  async openRing(ownerId: UserId, ringKey: Uint8Array): Promise<VaultKeys> {
    try {
      const set = await this.slots.findRingSet(ownerId);
      if (set === undefined) throw new RecordsTamperedError();
      const { ring, ringPlace } = await this.#rings.open(ownerId, set, ringKey);
      return { ring, ringPlace, ringKey };
    } catch (error) {
      wipe(ringKey);
      throw error;
    }
  }

  /**
   * Not where the passphrase was changed meanwhile: the one before would open the account again. And not where the queue
   * is full: who was right comes in, and follows the next time.
   */
  async #followPepper(ownerId: UserId, passphrase: string, userRootKey: Uint8Array, from: PassphraseSlot) {
    try {
      const slot = await this.#wrapByPassphrase(ownerId, passphrase, userRootKey);
      await this.slots.movePassphraseSlot(ownerId, from.verifier, slot);
    } catch (error) {
      if (error instanceof StretchingBusyError) return;
      wipe(userRootKey);
      throw error;
    }
  }

  get #newestPepper(): number {
    return Math.max(...this.auth.peppers.keys());
  }

  async #wrapByPassphrase(ownerId: UserId, passphrase: string, userRootKey: Uint8Array): Promise<PassphraseSlot> {
    const salt = randomBytes(PASSWORD_SALT_BYTES);
    const pepperVersion = this.#newestPepper;
    const pepper = this.auth.peppers.get(pepperVersion);
    // Never a fallback: an empty pepper would undo what the master key protects.
    if (pepper === undefined) throw new RangeError('the auth bundle holds no pepper');
    const stretched = await this.stretcher.stretch(passphrase, salt, DEFAULT_STRETCHING);
    const keys = derivePasswordKeys(stretched, pepper, ownerId);
    const versions = { stretching: DEFAULT_STRETCHING, pepperVersion };
    const wrapped = wrapKey(userRootKey, keys.keyEncryptionKey, passphraseContext(ownerId, versions));
    wipe(stretched, keys.keyEncryptionKey);
    return { wrapped, salt, verifier: keys.verifier, ...versions };
  }
}

function passphraseContext(ownerId: UserId, versions: Pick<PassphraseSlot, 'stretching' | 'pepperVersion'>) {
  return {
    slot: KeySlot.password,
    subject: ownerId,
    stretching: versions.stretching,
    masterVersion: versions.pepperVersion,
    keyVersion: FIRST_VERSION,
  };
}
