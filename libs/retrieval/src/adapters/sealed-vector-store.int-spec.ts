import { type DocumentId, newId } from '@hearthlore/kernel';
import { DrizzleRecordSetStore, type MemberVault, RecordSets } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { afterAll, beforeAll } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { MemberIndexes } from '../index/member-indexes.js';
import { InMemoryDocumentReader } from '../testing/in-memory-document-reader.js';
import { describeVectorStore } from '../testing/vector-store.contract.js';
import { RecordSetPackStore } from './record-set-pack-store.js';
import { SealedVectorStore } from './sealed-vector-store.js';

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describeVectorStore('the sealed store on PostgreSQL', async () => {
  const sets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
  const packs = new RecordSetPackStore(sets);
  const documents = new InMemoryDocumentReader();
  const options = { indexBytes: 2 ** 30, loadPatience: 10_000, modelId: () => 'model-a', keepsVectors: true };
  const addDocument = async (owner: MemberVault): Promise<DocumentId> => {
    const id = newId<DocumentId>();
    await sets.create(owner, id, 'document');
    documents.seed(owner.ownerId, id, '', []);
    return id;
  };
  return {
    store: new SealedVectorStore(packs, new MemberIndexes(documents, packs, options)),
    vault: aVault(await insertMember(opened.transactions)),
    stranger: aVault(await insertMember(opened.transactions)),
    addDocument,
  };
});
