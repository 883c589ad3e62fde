import { type DocumentId, newId } from '@hearthlore/kernel';
import { aVault } from '@hearthlore/vault/testing';
import { InMemoryVectorStore } from './in-memory-vector-store.js';
import { describeVectorStore } from './vector-store.contract.js';

describeVectorStore('the in-memory store', async () => ({
  store: new InMemoryVectorStore(),
  vault: aVault(),
  stranger: aVault(),
  addDocument: async () => newId<DocumentId>(),
}));
