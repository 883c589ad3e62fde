import { randomUUID } from 'node:crypto';
import { randomBytes } from '@hearthlore/crypto';
import { Secret } from '@hearthlore/config';
import { type DocumentId, newId } from '@hearthlore/kernel';
import { PointNames, QdrantServer } from '@hearthlore/qdrant';
import { DrizzleRecordSetStore, type MemberVault, RecordSets, VectorProtection } from '@hearthlore/vault';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertMember, type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { type QdrantAddress, qdrantAddresses } from '../../../../test/harness/qdrant/qdrant-addresses.js';
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

const API_KEY = randomUUID();

describe.each(qdrantAddresses(API_KEY))('with $name', ({ open }) => {
  const names = new PointNames(randomBytes(32));
  let qdrant: QdrantAddress;
  let server: QdrantServer;
  beforeAll(async () => {
    qdrant = await open();
    const { url, apiKey } = qdrant;
    const key = apiKey !== undefined && { apiKey: new Secret(apiKey) };
    server = new QdrantServer({ url, ...key, allowPlain: true, layout: LAYOUT });
  });
  afterAll(async () => {
    for (const name of await server.list(names.installationPrefix)) await server.collection(name).drop();
    await server.close();
    await qdrant.close();
  });

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
      server,
      names,
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
    const { store, sealed, addDocument, sync } = arrangeQdrant(qdrant.url, { server, names });
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
