import { afterAll, beforeAll } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { describeRecordSetStore } from '../testing/record-set-store.contract.js';
import { DrizzleRecordSetStore } from './drizzle-record-set-store.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describeRecordSetStore('the PostgreSQL store', async () => ({
  store: new DrizzleRecordSetStore(opened.transactions),
  owner: await insertMember(opened.transactions),
  stranger: await insertMember(opened.transactions),
}));
