import { newKey } from '@hearthlore/crypto';
import { newId, type UserId } from '@hearthlore/kernel';
import { expect, it } from 'vitest';
import { newAuthBundle } from '../install/install-bundles.js';
import { HmacStretcher } from '../testing/hmac-stretcher.js';
import { InMemoryKeySlotStore } from '../testing/in-memory-key-slot-store.js';
import { InMemoryRecordSetStore } from '../testing/in-memory-record-set-store.js';
import { StretchingBusyError } from '../vault.errors.js';
import { MemberKeys } from './member-keys.js';

/** Its queue is full but for the first who comes. */
class BusyStretcher extends HmacStretcher {
  #taken = 0;

  override async stretch(...given: Parameters<HmacStretcher['stretch']>): Promise<Uint8Array> {
    this.#taken += 1;
    if (this.#taken > 1) throw new StretchingBusyError();
    return super.stretch(...given);
  }
}

it('lets in who was right, though a full queue keeps the slot from following to the newest pepper', async () => {
  const [ownerId, slots, before] = [newId<UserId>(), new InMemoryKeySlotStore(), newAuthBundle()];
  const keysWith = (stretcher: HmacStretcher, auth = before) =>
    new MemberKeys(slots, new InMemoryRecordSetStore(), stretcher, auth);
  const { passphraseSlot } = await keysWith(new HmacStretcher()).prepare(ownerId, 'right');
  await slots.putPassphraseSlot(ownerId, passphraseSlot);
  const rotated = { ...before, peppers: new Map([...before.peppers, [2, newKey()]]) };

  expect(await keysWith(new BusyStretcher(), rotated).unlockByPassphrase(ownerId, 'right')).toHaveLength(32);
  expect((await slots.findPassphraseSlot(ownerId))?.pepperVersion).toBe(1);
  expect(await keysWith(new HmacStretcher(), rotated).unlockByPassphrase(ownerId, 'right')).toHaveLength(32);
  expect((await slots.findPassphraseSlot(ownerId))?.pepperVersion).toBe(2);
});
