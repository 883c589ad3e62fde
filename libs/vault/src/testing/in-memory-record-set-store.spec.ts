import { newId, type UserId } from '@hearthlore/kernel';
import { InMemoryRecordSetStore } from './in-memory-record-set-store.js';
import { describeRecordSetStore } from './record-set-store.contract.js';

describeRecordSetStore('the in-memory store', async () => ({
  store: new InMemoryRecordSetStore(),
  owner: newId<UserId>(),
  stranger: newId<UserId>(),
}));
