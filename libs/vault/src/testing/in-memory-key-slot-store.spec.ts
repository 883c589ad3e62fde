import { newId, type UserId } from '@hearthlore/kernel';
import { InMemoryKeySlotStore } from './in-memory-key-slot-store.js';
import { describeKeySlotStore } from './key-slot-store.contract.js';

describeKeySlotStore('InMemoryKeySlotStore', async () => ({
  store: new InMemoryKeySlotStore(),
  owner: newId<UserId>(),
  stranger: newId<UserId>(),
}));
