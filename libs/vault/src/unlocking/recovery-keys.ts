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
import type { KeySlotStore } from '../ports/key-slot-store.port.js';
import { ownerOf, type RootAccess, withRootKey } from './root-access.js';

/** Until the user root key is replaced by another, which starts anew. */
const FIRST_VERSION = 1;

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
    const ownerId = ownerOf(access);
    const recoveryKey = newKey();
    try {
      const wrapped = await withRootKey(access, async (userRootKey) =>
        wrapKey(userRootKey, recoveryKey, contextOf(ownerId)),
      );
      await this.slots.putRecoverySlot(ownerId, { wrapped, locator: recoveryLocator(recoveryKey) });
      return formatRecoveryKey(recoveryKey);
    } finally {
      wipe(recoveryKey);
    }
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
  async open(text: string): Promise<{ ownerId: UserId; userRootKey: Uint8Array } | undefined> {
    const recoveryKey = parseRecoveryKey(text);
    try {
      const ownerId = await this.slots.locateRecovery(recoveryLocator(recoveryKey));
      const userRootKey = ownerId && (await this.#unwrap(ownerId, recoveryKey));
      return ownerId && userRootKey && { ownerId, userRootKey };
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

function contextOf(ownerId: UserId) {
  return {
    slot: KeySlot.recovery,
    subject: ownerId,
    stretching: 0,
    masterVersion: 0,
    keyVersion: FIRST_VERSION,
  };
}
