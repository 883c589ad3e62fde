import { afterAll, beforeAll } from 'vitest';
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
