import {
  equalSecrets,
  formatRecoveryKey,
  KeySlot,
  newKey,
  parseRecoveryKey,
  recoveryLocator,
  UnreadableCiphertextError,
  unwrapKey,
  wipe,
  wrapKey,
} from '@hearthlore/crypto';
import type { UserId } from '@hearthlore/kernel';
import type { KeySlotStore, RecoverySlot } from '../ports/key-slot-store.port.js';
import { ownerOf, type RootAccess, withRootKey } from './root-access.js';

/** Until the user root key is replaced by another, which starts anew. */
const FIRST_VERSION = 1;

export interface OpenedByRecoveryKey {
  readonly ownerId: UserId;
  readonly userRootKey: Uint8Array;
  /** Names the key that was used, and gives nothing of it away. */
  readonly locator: Uint8Array;
}

/**
 * The way in that needs no master key: 256 random bits on paper, found by a locator that derives from them alone. It
 * survives the loss of the passphrase and of the installation's secrets. [Note: Key hierarchy]
 */
export class RecoveryKeys {
  constructor(private readonly slots: KeySlotStore) {}

  /**
   * Makes a new key in the place of the one before, which opens and finds nothing from here on.
   *
   * @returns The key as people write it down: shown once, stored nowhere.
   * @throws {StepUpRequiredError}
   */
  async replace(access: RootAccess): Promise<string> {
    const { slot, written } = await newSlot(access);
    await this.slots.putRecoverySlot(ownerOf(access), slot);
    return written;
  }

  /**
   * Like {@link replace}, by somebody who came in with a key: that one is used up by it.
   *
   * @param locator Of the key that was used, as {@link open} gave it.
   * @returns `undefined` where another has taken its place meanwhile: it was used by somebody else, or given up.
   */
  async replaceUsed(access: RootAccess, locator: Uint8Array): Promise<string | undefined> {
    const { slot, written } = await newSlot(access);
    return (await this.slots.moveRecoverySlot(ownerOf(access), locator, slot)) ? written : undefined;
  }

  /**
   * @returns Whether this key opens this member's account: not only that it is written down right.
   * @throws {UnreadableRecoveryKeyError} where it is mistyped.
   */
  async check(ownerId: UserId, text: string): Promise<boolean> {
    const recoveryKey = parseRecoveryKey(text);
    try {
      const userRootKey = await this.#unwrap(ownerId, recoveryKey);
      if (userRootKey !== undefined) wipe(userRootKey);
      return userRootKey !== undefined;
    } finally {
      wipe(recoveryKey);
    }
  }

  /**
   * @returns Whose account it is, with the root key, which the caller wipes; `undefined` for a key that finds none.
   * @throws {UnreadableRecoveryKeyError} where it is mistyped.
   */
  async open(text: string): Promise<OpenedByRecoveryKey | undefined> {
    const recoveryKey = parseRecoveryKey(text);
    try {
      const locator = recoveryLocator(recoveryKey);
      const ownerId = await this.slots.locateRecovery(locator);
      const userRootKey = ownerId && (await this.#unwrap(ownerId, recoveryKey));
      return ownerId && userRootKey && { ownerId, userRootKey, locator };
    } finally {
      wipe(recoveryKey);
    }
  }

  async #unwrap(ownerId: UserId, recoveryKey: Uint8Array): Promise<Uint8Array | undefined> {
    const slot = await this.slots.findRecoverySlot(ownerId);
    if (slot === undefined || !equalSecrets(slot.locator, recoveryLocator(recoveryKey))) return undefined;
    try {
      return unwrapKey(slot.wrapped, recoveryKey, contextOf(ownerId));
    } catch (error) {
      // A slot that somebody moved here from another member.
      if (error instanceof UnreadableCiphertextError) return undefined;
      throw error;
    }
  }
}

async function newSlot(access: RootAccess): Promise<{ readonly slot: RecoverySlot; readonly written: string }> {
  const recoveryKey = newKey();
  try {
    const wrapped = await withRootKey(access, async (userRootKey) =>
      wrapKey(userRootKey, recoveryKey, contextOf(ownerOf(access))),
    );
    return { slot: { wrapped, locator: recoveryLocator(recoveryKey) }, written: formatRecoveryKey(recoveryKey) };
  } finally {
    wipe(recoveryKey);
  }
}

function contextOf(ownerId: UserId) {
  return {
    slot: KeySlot.recovery,
    subject: ownerId,
    stretching: 0,
    masterVersion: 0,
    keyVersion: FIRST_VERSION,
  };
}
