import type { RecordSetId, UserId } from '@hearthlore/kernel';
import { KeySlotStore, type PassphraseSlot, type RecoverySlot } from '../ports/key-slot-store.port.js';

interface Slots {
  passphrase?: PassphraseSlot;
  recovery?: RecoverySlot;
  ringSet?: RecordSetId;
  selfSet?: { readonly id: RecordSetId; readonly publicKey: Uint8Array };
}

/** Keeps slots in a map; passes the contract that the PostgreSQL store passes. */
export class InMemoryKeySlotStore extends KeySlotStore {
  readonly #slots = new Map<UserId, Slots>();
  readonly #ages = new Map<UserId, { passphrase: Date | undefined; recovery: Date | undefined }>();

  override async findPassphraseSlot(ownerId: UserId): Promise<PassphraseSlot | undefined> {
    return this.#slots.get(ownerId)?.passphrase;
  }

  override async putPassphraseSlot(ownerId: UserId, slot: PassphraseSlot): Promise<void> {
    this.#of(ownerId).passphrase = slot;
    this.#ages.set(ownerId, { ...(await this.findAges(ownerId)), passphrase: new Date() });
  }

  override async movePassphraseSlot(ownerId: UserId, verifier: Uint8Array, slot: PassphraseSlot): Promise<boolean> {
    const present = this.#slots.get(ownerId)?.passphrase;
    if (present === undefined || !Buffer.from(present.verifier).equals(verifier)) return false;
    this.#of(ownerId).passphrase = slot;
    return true;
  }

  override async passphraseSetAt(ownerId: UserId): Promise<Date | undefined> {
    return (await this.findAges(ownerId)).passphrase;
  }

  override async putRecoverySlot(ownerId: UserId, slot: RecoverySlot): Promise<void> {
    this.#of(ownerId).recovery = slot;
    this.#ages.set(ownerId, { ...(await this.findAges(ownerId)), recovery: new Date() });
  }

  override async moveRecoverySlot(ownerId: UserId, locator: Uint8Array, slot: RecoverySlot): Promise<boolean> {
    const present = this.#slots.get(ownerId)?.recovery;
    if (present === undefined || !Buffer.from(present.locator).equals(locator)) return false;
    await this.putRecoverySlot(ownerId, slot);
    return true;
  }

  override async findRecoverySlot(ownerId: UserId): Promise<RecoverySlot | undefined> {
    return this.#slots.get(ownerId)?.recovery;
  }

  override async locateRecovery(locator: Uint8Array): Promise<UserId | undefined> {
    const found = [...this.#slots].find(
      ([, { recovery }]) => recovery && Buffer.from(recovery.locator).equals(locator),
    );
    return found?.[0];
  }

  override async deleteSlots(ownerId: UserId): Promise<void> {
    const slots = this.#of(ownerId);
    delete slots.passphrase;
    delete slots.recovery;
    this.#ages.delete(ownerId);
  }

  override async findAges(ownerId: UserId): Promise<{ passphrase: Date | undefined; recovery: Date | undefined }> {
    return this.#ages.get(ownerId) ?? { passphrase: undefined, recovery: undefined };
  }

  override async findRingSet(ownerId: UserId): Promise<RecordSetId | undefined> {
    return this.#slots.get(ownerId)?.ringSet;
  }

  override async putRingSet(ownerId: UserId, id: RecordSetId): Promise<void> {
    this.#of(ownerId).ringSet = id;
  }

  override async findSelfSet(ownerId: UserId): Promise<{ id: RecordSetId; publicKey: Uint8Array } | undefined> {
    return this.#slots.get(ownerId)?.selfSet;
  }

  override async putSelfSet(ownerId: UserId, id: RecordSetId, publicKey: Uint8Array): Promise<void> {
    this.#of(ownerId).selfSet = { id, publicKey };
  }

  #of(ownerId: UserId): Slots {
    const slots = this.#slots.get(ownerId) ?? {};
    this.#slots.set(ownerId, slots);
    return slots;
  }
}
