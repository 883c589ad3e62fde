import { RecordType } from '@hearthlore/crypto';
import { type DocumentId, newId } from '@hearthlore/kernel';
import { aVault } from '@hearthlore/vault/testing';
import { describe, expect, it } from 'vitest';
import { arrangeRetrieval } from '../testing/arrange.js';
import { describeVectorStore } from '../testing/vector-store.contract.js';

describeVectorStore('the sealed store', async () => {
  const { vectors, sets, documents } = arrangeRetrieval({ options: { modelId: () => 'model-a' } });
  return {
    store: vectors,
    vault: aVault(),
    stranger: aVault(),
    addDocument: async (owner) => {
      const id = newId<DocumentId>();
      await sets.create(owner, id, 'document');
      documents.seed(owner.ownerId, id, '', []);
      return id;
    },
  };
});

describe('the sealed store', () => {
  const random = (seed: number): Float32Array => {
    const values = Float32Array.from({ length: 384 }, (_, i) => Math.sin(seed * 1_000 + i * i));
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const batch = (from: number, count: number) => ({
    modelId: 'model-a',
    dimensions: 384,
    isComplete: false,
    vectors: Array.from({ length: count }, (_, i) => ({
      passage: from + i,
      window: null,
      start: 0,
      end: 9,
      vector: random(from + i),
    })),
  });

  it('answers after an eviction what it answered before', async () => {
    const { vectors, indexes, sets, documents } = arrangeRetrieval({ options: { modelId: () => 'model-a' } });
    const vault = aVault();
    const id = newId<DocumentId>();
    await sets.create(vault, id, 'document');
    documents.seed(vault.ownerId, id, '', []);
    for (const from of [0, 90, 180]) await vectors.add(vault, id, batch(from, 90));
    const ask = async () => (await vectors.search(vault, { modelId: 'model-a', vector: random(7), limit: 20 })).found;
    const before = await ask();
    expect(before[0]?.score).toBeCloseTo(1, 2);
    indexes.evict(vault.ownerId);
    await indexes.openLoaded(vault);
    expect(await ask()).toEqual(before);
  });

  it('fills packs of 64 KiB and more before it begins another', async () => {
    const { vectors, sets, documents } = arrangeRetrieval({ options: { modelId: () => 'model-a' } });
    const vault = aVault();
    const id = newId<DocumentId>();
    await sets.create(vault, id, 'document');
    documents.seed(vault.ownerId, id, '', []);
    for (let from = 0; from < 600; from += 20) await vectors.add(vault, id, batch(from, 20));
    const packs = await sets.readAll(vault, id, RecordType.vectorPack);
    expect(packs).toHaveLength(4);
    for (const pack of packs.slice(0, -1)) expect(pack.length).toBeGreaterThan(64 * 1_024);
  });
});
