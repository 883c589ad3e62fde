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
  abstract putRecoverySlot(ownerId: UserId, slot: RecoverySlot): Promise<void>;
  abstract findRingSet(ownerId: UserId): Promise<RecordSetId | undefined>;
  /** @returns The self set with the public key beside it; `undefined` for an account from before there were any. */
  abstract findSelfSet(ownerId: UserId): Promise<{ id: RecordSetId; publicKey: Uint8Array } | undefined>;
  abstract putSelfSet(ownerId: UserId, id: RecordSetId, publicKey: Uint8Array): Promise<void>;
}
