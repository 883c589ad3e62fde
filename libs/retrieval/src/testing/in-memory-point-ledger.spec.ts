import { newId, type UserId } from '@hearthlore/kernel';
import { InMemoryPointLedger } from './in-memory-point-ledger.js';
import { describePointLedger } from './point-ledger.contract.js';

describePointLedger('the in-memory ledger', async () => ({
  ledger: new InMemoryPointLedger(),
  owner: newId<UserId>(),
  stranger: newId<UserId>(),
}));
