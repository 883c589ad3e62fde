import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from '@hearthlore/crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { describeKeySlotStore } from '../testing/key-slot-store.contract.js';
import { DrizzleKeySlotStore } from './drizzle-key-slot-store.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describeKeySlotStore('DrizzleKeySlotStore', async () => ({
  store: new DrizzleKeySlotStore(opened.transactions),
  owner: await insertMember(opened.transactions),
  stranger: await insertMember(opened.transactions),
}));

it('waits for the end of a change of the passphrase that is under way', async () => {
  const store = new DrizzleKeySlotStore(opened.transactions);
  const owner = await insertMember(opened.transactions);
  const slot = { wrapped: randomBytes(172), salt: randomBytes(16), verifier: randomBytes(32) };
  await store.putPassphraseSlot(owner, { ...slot, stretching: 1, pepperVersion: 1 });
  const before = await store.passphraseSetAt(owner);
  const [put, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const change = opened.transactions.run(owner, async () => {
    await store.putPassphraseSlot(owner, { ...slot, stretching: 1, pepperVersion: 1 });
    put.resolve();
    await end.promise;
  });
  await put.promise;
  const asked = store.passphraseSetAt(owner);
  // Time for whoever does not wait to see what is about to be over.
  await sleep(200);
  end.resolve();
  await change;
  expect(await asked).not.toEqual(before);
});
