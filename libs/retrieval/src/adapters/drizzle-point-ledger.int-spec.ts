import { type DocumentId, newId } from '@hearthlore/kernel';
import { DrizzleRecordSetStore, RecordSets } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { afterAll, beforeAll } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { describePointLedger } from '../testing/point-ledger.contract.js';
import { DrizzlePointLedger } from './drizzle-point-ledger.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describePointLedger('the ledger in PostgreSQL', async () => {
  const sets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
  const owner = await insertMember(opened.transactions);
  const vault = aVault(owner);
  return {
    ledger: new DrizzlePointLedger(opened.transactions),
    owner,
    stranger: await insertMember(opened.transactions),
    addDocument: async () => {
      const id = newId<DocumentId>();
      await sets.create(vault, id, 'document');
      return id;
    },
    removeDocument: async (id) => void (await sets.delete(owner, id)),
  };
});
