import { newId, type DocumentId } from '@hearthlore/kernel';
import { aVault } from '@hearthlore/vault/testing';
import { Logger } from '@nestjs/common';
import { beforeAll, describe, expect, it } from 'vitest';
import { SealedVectorStore } from '../adapters/sealed-vector-store.js';
import { MemberIndexes } from '../index/member-indexes.js';
import { VectorPackReading } from '../packs/vector-pack-reading.js';
import { type PackKind, PackStore } from '../ports/pack-store.port.js';
import { aBatch, MODEL, passages, vectorOf } from '../testing/arrange-qdrant.js';
import { InMemoryDocumentReader } from '../testing/in-memory-document-reader.js';
import { InMemoryPackStore } from '../testing/in-memory-pack-store.js';
import { BestPassages } from './best-passages.js';
import { ExactScan } from './exact-scan.js';

beforeAll(() => Logger.overrideLogger(false));

/** Notes how many vectors are read at once. */
class WatchedPackStore extends InMemoryPackStore {
  readonly groups: number[] = [];
  broken: DocumentId | undefined;

  override async read(vault: Parameters<PackStore['read']>[0], ids: readonly DocumentId[], kind: PackKind) {
    const found = await super.read(vault, ids, kind);
    this.groups.push(ids.length);
    if (this.broken === undefined || !ids.includes(this.broken)) return found;
    return new Map([...found, [this.broken, [Uint8Array.of(9)]]]);
  }
}

async function arrange(documents: number) {
  const packs = new WatchedPackStore();
  const reader = new InMemoryDocumentReader();
  const options = { indexBytes: 2 ** 30, loadPatience: 10_000, modelId: () => MODEL, keepsVectors: true };
  const sealed = new SealedVectorStore(packs, new MemberIndexes(reader, packs, options));
  const vault = aVault();
  const ids: DocumentId[] = [];
  for (let document = 0; document < documents; document += 1) {
    const id = newId<DocumentId>();
    reader.seed(vault.ownerId, id, '', []);
    const all = passages(document * 20, 20);
    // Windows come in later packs than the passages that they are of.
    await sealed.add(
      vault,
      id,
      aBatch(
        all.filter(({ window }) => window === null),
        false,
      ),
    );
    await sealed.add(vault, id, aBatch(all.filter(({ window }) => window !== null)));
    ids.push(id);
  }
  packs.groups.length = 0;
  const scan = new ExactScan(new VectorPackReading(packs));
  const search = async (
    vector: Float32Array,
    sizes: readonly { readonly id: DocumentId; readonly vectors?: number }[],
    modelId: string = MODEL,
  ) => {
    const best = new BestPassages(30);
    await scan.search(vault, { modelId, vector }, sizes, best);
    return best.list();
  };
  return { packs, sealed, vault, ids, search };
}

describe('ExactScan', () => {
  it('gives the very scores of the index in memory', async () => {
    const { sealed, vault, ids, search } = await arrange(4);
    for (let seed = 0; seed < 10; seed += 1) {
      const vector = vectorOf(9_000 + seed);
      const { found } = await sealed.search(vault, { modelId: MODEL, vector, limit: 30 });
      expect(
        await search(
          vector,
          ids.map((id) => ({ id })),
        ),
      ).toEqual(found);
    }
  });

  it('looks at the documents that are named, and at vectors of the model that is asked for', async () => {
    const { ids, search } = await arrange(2);
    const [first] = ids;
    if (first === undefined) throw new RangeError('no document');
    const found = await search(vectorOf(1), [{ id: first }]);
    expect(found.every(({ key }) => key.startsWith(first))).toBe(true);
    expect(found).toHaveLength(20);
    expect(await search(vectorOf(1), [{ id: first }], 'model-b')).toEqual([]);
    expect(await search(vectorOf(1, 16), [{ id: first }])).toEqual([]);
    expect(await search(vectorOf(1), [])).toEqual([]);
  });

  it('holds a few thousand vectors at once, however many there are', async () => {
    const { packs, ids, search } = await arrange(4);
    await search(
      vectorOf(1),
      ids.map((id) => ({ id, vectors: 5_000 })),
    );
    expect(packs.groups).toEqual([1, 1, 1, 1]);
    packs.groups.length = 0;
    await search(
      vectorOf(1),
      ids.map((id) => ({ id, vectors: 60 })),
    );
    expect(packs.groups).toEqual([4]);
  });

  it('leaves out a document whose packs are damaged, and finds the others', async () => {
    const { packs, ids, search } = await arrange(3);
    packs.broken = ids[1];
    const found = await search(
      vectorOf(1),
      ids.map((id) => ({ id })),
    );
    expect(new Set(found.map(({ key }) => key.split('.')[0]))).toEqual(new Set([ids[0], ids[2]]));
  });
});
