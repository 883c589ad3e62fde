import { Injectable } from '@nestjs/common';
import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { MemberIndexes } from '../index/member-indexes.js';
import { topSlots } from '../index/top-slots.js';
import { Turns } from '../index/turns.js';
import { packOf, VectorPacks } from '../packs/vector-packs.js';
import { PackStore } from '../ports/pack-store.port.js';
import {
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from '../ports/vector-store.port.js';

/** No cosine is as low: slots without a vector stand below it. */
const BELOW_EVERY_COSINE = -1.5;

/**
 * Vectors as sealed packs in the document's record set, and in RAM while their owner is signed in. Search is exact, so
 * nothing about the vectors leaks through an index structure on a disk.
 */
@Injectable()
export class SealedVectorStore extends VectorStore {
  readonly #turns = new Turns<DocumentId>();
  readonly #packs: VectorPacks;

  constructor(
    packs: PackStore,
    private readonly indexes: MemberIndexes,
  ) {
    super();
    this.#packs = new VectorPacks(packs);
  }

  override add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    return this.#turns.take(documentId, async () => {
      const index = await this.indexes.openLoaded(vault);
      const added = packOf(batch, index.coverage(documentId, batch.modelId));
      await this.#packs.append(vault, documentId, index.packsOf(documentId), added);
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
}
