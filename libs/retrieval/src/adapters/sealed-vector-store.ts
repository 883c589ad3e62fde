import { Injectable } from '@nestjs/common';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { quantiseVector } from '../dense/quantise.js';
import { MemberIndexes } from '../index/member-indexes.js';
import { topSlots } from '../index/top-slots.js';
import { Turns } from '../index/turns.js';
import { encodeVectorPack, joinVectorPacks, type VectorPack } from '../packs/vector-pack.js';
import { PackStore } from '../ports/pack-store.port.js';
import {
  type PassageVector,
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from '../ports/vector-store.port.js';

/** A pack smaller than this is written again with the next vectors in it: sealing many small records costs time and space. */
const SMALL_PACK = 64 * 1_024;

/** No cosine is as low: slots without a vector stand below it. */
const BELOW_EVERY_COSINE = -1.5;

/**
 * Vectors as sealed packs in the document's record set, and in RAM while their owner is signed in. Search is exact, so
 * nothing about the vectors leaks through an index structure on a disk.
 */
@Injectable()
export class SealedVectorStore extends VectorStore {
  readonly #turns = new Turns<DocumentId>();

  constructor(
    private readonly packs: PackStore,
    private readonly indexes: MemberIndexes,
  ) {
    super();
  }

  override add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    return this.#turns.take(documentId, async () => {
      const index = await this.indexes.openLoaded(vault);
      const standing = index.packsOf(documentId);
      if (standing.modelId !== undefined && standing.modelId !== batch.modelId) {
        await this.#removeAll(vault, documentId, standing.vectorPacks);
        standing.dropVectors();
      }
      const added = toPack({ ...batch, vectors: withoutKnown(batch, index.coverage(documentId, batch.modelId)) });
      const tail = standing.vectorTail;
      const isSmall = tail !== undefined && tail.values.length < SMALL_PACK;
      const pack = isSmall ? joinVectorPacks(tail, added) : added;
      const at = isSmall ? standing.vectorPacks - 1 : standing.vectorPacks;
      await this.packs.write(vault, documentId, {
        put: [{ kind: 'vector', index: at, plaintext: encodeVectorPack(pack) }],
      });
      standing.vectorPacks = at;
      standing.noteVectors(pack);
      index.addVectors(documentId, added);
      this.indexes.noteGrowth(vault.ownerId, index);
    });
  }

  override async incomplete(
    vault: MemberVault,
    documentIds: readonly DocumentId[],
    modelId: string,
  ): Promise<DocumentId[]> {
    const index = await this.indexes.openLoaded(vault);
    return documentIds.filter((id) => !index.coverage(id, modelId).isComplete);
  }

  override async coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage> {
    const index = await this.indexes.openLoaded(vault);
    return index.coverage(documentId, modelId);
  }

  override async search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    const { index } = this.indexes.open(vault);
    const vectors = index.vectorsOf(query.modelId);
    if (vectors === undefined) return { found: [], isFallback: false };
    const eligible = index.table.eligible(query.documentIds);
    const best = topSlots(vectors.score(query.vector), eligible, query.limit, BELOW_EVERY_COSINE);
    return { found: index.table.name(best), isFallback: false };
  }

  override async forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    this.indexes.forget(ownerId, documentId);
  }

  async #removeAll(vault: MemberVault, documentId: DocumentId, packs: number): Promise<void> {
    const remove = Array.from({ length: packs }, (_, index) => ({ kind: 'vector' as const, index }));
    await this.packs.write(vault, documentId, { remove });
  }
}

function withoutKnown({ vectors }: VectorBatch, known: VectorCoverage): PassageVector[] {
  return vectors.filter(({ passage, window }) => !(window === null ? known.passages : known.windows).has(passage));
}

function toPack({ modelId, dimensions, isComplete, vectors }: VectorBatch): VectorPack {
  const scales = new Float32Array(vectors.length);
  const values = new Int8Array(vectors.length * dimensions);
  vectors.forEach(({ vector }, i) => {
    const quantised = quantiseVector(vector);
    scales[i] = quantised.scale;
    values.set(quantised.values, i * dimensions);
  });
  const places = vectors.map(({ passage, window, start, end }) => ({ passage, window, start, end }));
  return { modelId, dimensions, isComplete, places, scales, values };
}
