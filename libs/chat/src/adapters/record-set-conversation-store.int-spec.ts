import { DrizzleRecordSetStore, RecordSets } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { afterAll, beforeAll } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { describeConversationStore } from '../testing/conversation-store.contract.js';
import { RecordSetConversationStore } from './record-set-conversation-store.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describeConversationStore('RecordSetConversationStore', async () => {
  const { transactions } = opened;
  const recordSets = new RecordSets(new DrizzleRecordSetStore(transactions));
  return {
    store: new RecordSetConversationStore(transactions, recordSets),
    member: aVault(await insertMember(transactions)),
    stranger: aVault(await insertMember(transactions)),
  };
});
