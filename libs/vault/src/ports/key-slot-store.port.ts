import type { RecordSetId, UserId } from '@hearthlore/kernel';

/** The user root key under a key that only the passphrase and the pepper make. */
export interface PassphraseSlot {
  readonly wrapped: Uint8Array;
  readonly salt: Uint8Array;
  readonly verifier: Uint8Array;
  readonly stretching: number;
  readonly pepperVersion: number;
}

export interface RecoverySlot {
  readonly wrapped: Uint8Array;
  readonly locator: Uint8Array;
}

export abstract class KeySlotStore {
  abstract findPassphraseSlot(ownerId: UserId): Promise<PassphraseSlot | undefined>;
  /** Replaces the slot: the old wrap is gone with the same statement. */
  abstract putPassphraseSlot(ownerId: UserId, slot: PassphraseSlot): Promise<void>;
  /** Replaces the slot where it still has this verifier. @returns Whether it had. */
  abstract movePassphraseSlot(ownerId: UserId, verifier: Uint8Array, slot: PassphraseSlot): Promise<boolean>;
  /** When the member last set the passphrase. Where that is being changed, the end of it is waited for. */
  abstract passphraseSetAt(ownerId: UserId): Promise<Date | undefined>;
  /** Replaces the slot: the key before finds nothing from here on. */
  abstract putRecoverySlot(ownerId: UserId, slot: RecoverySlot): Promise<void>;
  /** Replaces the slot where it still has this locator. @returns Whether it had. */
  abstract moveRecoverySlot(ownerId: UserId, locator: Uint8Array, slot: RecoverySlot): Promise<boolean>;
  abstract findRecoverySlot(ownerId: UserId): Promise<RecoverySlot | undefined>;
  /** Whose slot a recovery key finds, before anybody is known. */
  abstract locateRecovery(locator: Uint8Array): Promise<UserId | undefined>;
  /** Both ways in that exist once per member: what they wrap opens no more. */
  abstract deleteSlots(ownerId: UserId): Promise<void>;
  /** @returns When each way in was put where it is. */
  abstract findAges(ownerId: UserId): Promise<{ passphrase: Date | undefined; recovery: Date | undefined }>;
  abstract findRingSet(ownerId: UserId): Promise<RecordSetId | undefined>;
  abstract putRingSet(ownerId: UserId, id: RecordSetId): Promise<void>;
  /** @returns The self set with the public key beside it; `undefined` for an account from before there were any. */
  abstract findSelfSet(ownerId: UserId): Promise<{ id: RecordSetId; publicKey: Uint8Array } | undefined>;
  abstract putSelfSet(ownerId: UserId, id: RecordSetId, publicKey: Uint8Array): Promise<void>;
}
