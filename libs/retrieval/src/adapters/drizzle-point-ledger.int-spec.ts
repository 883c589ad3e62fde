import { afterAll, beforeAll } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { describePointLedger } from '../testing/point-ledger.contract.js';
import { DrizzlePointLedger } from './drizzle-point-ledger.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describePointLedger('the ledger in PostgreSQL', async () => ({
  ledger: new DrizzlePointLedger(opened.transactions),
  owner: await insertMember(opened.transactions),
  stranger: await insertMember(opened.transactions),
}));
