import { type DocumentId, newId, type UserId } from '@hearthlore/kernel';
import { type CollectionLayout, PointNames, QdrantServer } from '@hearthlore/qdrant';
import { type MemberVault, RecordSets, VectorProtection } from '@hearthlore/vault';
import { InMemoryRecordSetStore } from '@hearthlore/vault/testing';
import { openQdrantVectors, type QdrantVectorsBinding } from '../adapters/qdrant-vectors.js';
import { RecordSetPackStore } from '../adapters/record-set-pack-store.js';
import { SealedVectorStore } from '../adapters/sealed-vector-store.js';
import { MemberIndexes } from '../index/member-indexes.js';
import type { PackStore } from '../ports/pack-store.port.js';
import { PointWatcher } from '../ports/point-watcher.port.js';
import type { PassageVector } from '../ports/vector-store.port.js';
import { InMemoryDocumentReader } from './in-memory-document-reader.js';
import { InMemoryPointLedger } from './in-memory-point-ledger.js';

export const LAYOUT: CollectionLayout = { onDisk: true, quantization: 'none', shards: 1, replicas: 1 };
export const MODEL = 'model-a';

/** Remembers what it was told. */
export class RecordingWatcher extends PointWatcher {
  foreign = 0;
  waits = 0;

  override foreignPoints(_: UserId, points: number): void {
    this.foreign += points;
  }

  override waiting(): void {
    this.waits += 1;
  }
}

const options = (keepsVectors: boolean) => ({
  indexBytes: 2 ** 30,
  loadPatience: 10_000,
  modelId: () => MODEL,
  keepsVectors,
});

/** Vectors in a Qdrant, over records that are sealed and opened, with the rows in maps. */
export function arrangeQdrant(url: string, overrides: Partial<QdrantVectorsBinding> = {}) {
  const recordStore = new InMemoryRecordSetStore();
  const sets = new RecordSets(recordStore);
  const packs = new RecordSetPackStore(sets);
  const documents = new InMemoryDocumentReader();
  const ledger = new InMemoryPointLedger((id) => documents.has(id));
  const watcher = new RecordingWatcher();
  const limits = { readTimeout: 1_000, writeTimeout: 5_000, manageTimeout: 5_000, probeEvery: 20 };
  const server = new QdrantServer({ url, layout: LAYOUT, limits });
  const names = new PointNames(new Uint8Array(32).fill(7));
  const binding: QdrantVectorsBinding = {
    server,
    names,
    protection: new VectorProtection(),
    ledger,
    packs,
    documents,
    watcher,
    options: options(false),
    ...overrides,
  };
  return {
    ...openQdrantVectors(binding),
    binding,
    sets,
    ledger,
    documents,
    watcher,
    server,
    names,
    /** As if the process had been started anew, with other parts where any are named. */
    restart: (changed: Partial<QdrantVectorsBinding> = {}) =>
      openQdrantVectors({ ...binding, protection: new VectorProtection(), ...changed }),
    /** What the sealed store says of the same packs. */
    sealed: (of: PackStore = packs) => new SealedVectorStore(of, new MemberIndexes(documents, of, options(true))),
    addDocument: async (vault: MemberVault): Promise<DocumentId> => {
      const id = newId<DocumentId>();
      await sets.create(vault, id, 'document');
      documents.seed(vault.ownerId, id, '', []);
      return id;
    },
    collectionOf: async (vault: MemberVault) => {
      const kept = await binding.ledger.findCollection(vault.ownerId);
      return server.collection(names.collection(vault.ownerId, kept?.generation ?? 'none'));
    },
  };
}

/** @returns Unit length; the same for the same seed. */
export function vectorOf(seed: number, dimensions = 32): Float32Array {
  const values = Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed * 97 + i * i * 1.7 + seed * i));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** So many passages, each with its own vector and with `windows` more. */
export function passages(from: number, count: number, windows = 2, dimensions = 32): PassageVector[] {
  return Array.from({ length: count }, (_, i) => from + i).flatMap((passage) => [
    { passage, window: null, start: 0, end: 9, vector: vectorOf(passage * 10, dimensions) },
    ...Array.from({ length: windows }, (__, window) => ({
      passage,
      window,
      start: window,
      end: window + 5,
      vector: vectorOf(passage * 10 + window + 1, dimensions),
    })),
  ]);
}

export const aBatch = (vectors: readonly PassageVector[], isComplete = true, modelId = MODEL) => ({
  modelId,
  dimensions: vectors[0]?.vector.length ?? 32,
  vectors,
  isComplete,
});
