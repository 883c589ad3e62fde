import { randomBytes } from '@hearthlore/crypto';
import { type DocumentId, newId } from '@hearthlore/kernel';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import { DrizzleRecordSetStore, type MemberVault, RecordSets, VectorProtection } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { qdrantServers } from '../../../../test/harness/qdrant/qdrant-servers.js';
import type { QdrantUnderTest } from '../../../../test/harness/qdrant/real-qdrant.js';
import {
  aBatch,
  arrangeQdrant,
  LAYOUT,
  MODEL,
  passages,
  RecordingWatcher,
  vectorOf,
} from '../testing/arrange-qdrant.js';
import { InMemoryDocumentReader } from '../testing/in-memory-document-reader.js';
import { describeVectorStore } from '../testing/vector-store.contract.js';
import { DrizzlePointLedger } from './drizzle-point-ledger.js';
import { openQdrantVectors } from './qdrant-vectors.js';
import { RecordSetPackStore } from './record-set-pack-store.js';

beforeAll(() => Logger.overrideLogger(false));

let opened: OwnedDatabase;
beforeAll(async () => {
  opened = await openAsApi();
});
afterAll(() => opened.close());

describe.each(qdrantServers())('with $name', ({ start }) => {
  let qdrant: QdrantUnderTest;
  beforeAll(async () => {
    qdrant = await start();
  });
  afterAll(() => qdrant.close());

  describeVectorStore('the store in Qdrant', async () => {
    const sets = new RecordSets(new DrizzleRecordSetStore(opened.transactions));
    const documents = new InMemoryDocumentReader();
    const addDocument = async (owner: MemberVault): Promise<DocumentId> => {
      const id = newId<DocumentId>();
      await sets.create(owner, id, 'document');
      documents.seed(owner.ownerId, id, '', []);
      return id;
    };
    const { store } = openQdrantVectors({
      server: new QdrantServer({ url: qdrant.url, layout: LAYOUT }),
      names: new PointNames(randomBytes(32)),
      protection: new VectorProtection(),
      ledger: new DrizzlePointLedger(opened.transactions),
      packs: new RecordSetPackStore(sets),
      documents,
      watcher: new RecordingWatcher(),
      options: { indexBytes: 2 ** 30, loadPatience: 10_000, modelId: () => 'model-a', keepsVectors: false },
    });
    return {
      store,
      vault: aVault(await insertMember(opened.transactions)),
      stranger: aVault(await insertMember(opened.transactions)),
      addDocument,
    };
  });

  it('answers as the sealed store does, in the same order and with the same scores', async () => {
    const { store, sealed, addDocument, sync } = arrangeQdrant(qdrant.url);
    const vault = aVault();
    for (let document = 0; document < 3; document += 1) {
      const id = await addDocument(vault);
      const all = passages(document * 40, 40);
      const whole = all.filter(({ window }) => window === null);
      await store.add(vault, id, aBatch(whole, false));
      await store.add(vault, id, aBatch(all.filter(({ window }) => window !== null)));
    }
    expect(await sync.run(vault, vault.signal)).toMatchObject({ waiting: 0 });
    const exact = sealed();
    await exact.incomplete(vault, [], MODEL);
    for (let seed = 0; seed < 20; seed += 1) {
      const query = { modelId: MODEL, vector: vectorOf(10_000 + seed), limit: 50 };
      const answer = await store.search(vault, query);
      expect(answer.isFallback).toBe(false);
      expect(answer).toEqual(await exact.search(vault, query));
    }
  });
});
