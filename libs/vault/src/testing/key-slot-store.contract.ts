import { randomBytes } from '@hearthlore/crypto';
import { newId, type RecordSetId, type UserId } from '@hearthlore/kernel';
import { describe, expect, it } from 'vitest';
import type { KeySlotStore } from '../ports/key-slot-store.port.js';

const aPassphraseSlot = () => ({
  wrapped: randomBytes(172),
  salt: randomBytes(16),
  verifier: randomBytes(32),
  stretching: 1,
  pepperVersion: 1,
});
const aRecoverySlot = () => ({ wrapped: randomBytes(172), locator: randomBytes(32) });

/** What every store of slots must do. The fake earns its place in unit tests by passing this too. */
export function describeKeySlotStore(
  name: string,
  arrange: () => Promise<{ store: KeySlotStore; owner: UserId; stranger: UserId }>,
): void {
  describe(`${name} as a KeySlotStore`, () => {
    it('keeps one slot of each kind: the one before is gone', async () => {
      const { store, owner, stranger } = await arrange();
      const [first, second] = [aPassphraseSlot(), aPassphraseSlot()];
      await store.putPassphraseSlot(owner, first);
      await store.putPassphraseSlot(owner, second);
      expect(await store.findPassphraseSlot(owner)).toEqual(second);
      expect(await store.findPassphraseSlot(stranger)).toBeUndefined();
    });

    it('moves a slot that nobody has changed meanwhile, and no other', async () => {
      const { store, owner } = await arrange();
      const [first, second, third] = [aPassphraseSlot(), aPassphraseSlot(), aPassphraseSlot()];
      await store.putPassphraseSlot(owner, first);
      expect(await store.movePassphraseSlot(owner, first.verifier, second)).toBe(true);
      expect(await store.movePassphraseSlot(owner, first.verifier, third)).toBe(false);
      expect(await store.findPassphraseSlot(owner)).toEqual(second);
    });

    it('tells when the passphrase was set, which moving its slot is not', async () => {
      const { store, owner, stranger } = await arrange();
      const [first, second] = [aPassphraseSlot(), aPassphraseSlot()];
      await store.putPassphraseSlot(owner, first);
      const setAt = await store.passphraseSetAt(owner);
      await store.movePassphraseSlot(owner, first.verifier, second);
      expect(await store.passphraseSetAt(owner)).toEqual(setAt);
      await new Promise((resolve) => setTimeout(resolve, 2));
      await store.putPassphraseSlot(owner, first);
      expect(await store.passphraseSetAt(owner)).not.toEqual(setAt);
      expect(await store.passphraseSetAt(stranger)).toBeUndefined();
    });

    it('finds whose a recovery key is by its locator, until another takes its place', async () => {
      const { store, owner, stranger } = await arrange();
      const [first, second] = [aRecoverySlot(), aRecoverySlot()];
      await store.putRecoverySlot(owner, first);
      expect(await store.locateRecovery(first.locator)).toBe(owner);
      await store.putRecoverySlot(owner, second);
      expect(await store.locateRecovery(first.locator)).toBeUndefined();
      expect(await store.locateRecovery(second.locator)).toBe(owner);
      expect(await store.findRecoverySlot(owner)).toEqual(second);
      expect(await store.findRecoverySlot(stranger)).toBeUndefined();
    });

    it('moves a recovery slot that nobody has changed meanwhile, and no other', async () => {
      const { store, owner } = await arrange();
      const [first, second, third] = [aRecoverySlot(), aRecoverySlot(), aRecoverySlot()];
      expect(await store.moveRecoverySlot(owner, first.locator, second)).toBe(false);
      await store.putRecoverySlot(owner, first);
      expect(await store.moveRecoverySlot(owner, first.locator, second)).toBe(true);
      expect(await store.moveRecoverySlot(owner, first.locator, third)).toBe(false);
      expect(await store.findRecoverySlot(owner)).toEqual(second);
    });

    it('deletes both ways in of one member alone', async () => {
      const { store, owner, stranger } = await arrange();
      const [mine, theirs] = [aRecoverySlot(), aRecoverySlot()];
      await store.putPassphraseSlot(owner, aPassphraseSlot());
      await store.putRecoverySlot(owner, mine);
      await store.putRecoverySlot(stranger, theirs);
      await store.deleteSlots(owner);
      expect(await store.findPassphraseSlot(owner)).toBeUndefined();
      expect(await store.locateRecovery(mine.locator)).toBeUndefined();
      expect(await store.locateRecovery(theirs.locator)).toBe(stranger);
    });

    it('points to the ring and to the self set', async () => {
      const { store, owner } = await arrange();
      const [ring, self, publicKey] = [newId<RecordSetId>(), newId<RecordSetId>(), randomBytes(32)];
      await store.putRingSet(owner, ring);
      await store.putSelfSet(owner, self, publicKey);
      expect(await store.findRingSet(owner)).toBe(ring);
      expect(await store.findSelfSet(owner)).toEqual({ id: self, publicKey });
    });
  });
}
