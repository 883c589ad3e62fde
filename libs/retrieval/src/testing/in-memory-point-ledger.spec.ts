import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { InMemoryPointLedger } from './in-memory-point-ledger.js';
import { describePointLedger } from './point-ledger.contract.js';

describePointLedger('the in-memory ledger', async () => {
  const gone = new Set<DocumentId>();
  return {
    ledger: new InMemoryPointLedger((id) => !gone.has(id)),
    owner: newId<UserId>(),
    stranger: newId<UserId>(),
    addDocument: async () => newId<DocumentId>(),
    removeDocument: async (id) => void gone.add(id),
  };
});
