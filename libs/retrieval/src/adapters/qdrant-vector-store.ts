import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import { Logger } from '@nestjs/common';
import { packOf, type VectorPacks } from '../packs/vector-packs.js';
import type { PointCoverage } from '../points/point-coverage.js';
import type { PointParts } from '../points/point-parts.js';
import type { PointSearch } from '../points/point-search.js';
import type { SealedSearch } from '../points/sealed-search.js';
import { isStoreTrouble } from '../points/store-trouble.js';
import type { PointWatcher } from '../ports/point-watcher.port.js';
import {
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from '../ports/vector-store.port.js';

/** How a question is answered and by what is said what there is. */
export interface PointReading {
  readonly search: PointSearch;
  readonly sealed: SealedSearch;
  readonly coverage: PointCoverage;
}

/**
 * Vectors as sealed packs in the document's record set, and as protected points in a Qdrant that is not trusted: it
 * chooses candidates and never has the last word. None are kept in memory. [Note: Point ledger]
 *
 * A document is sent when all of its vectors are there. Until then, and whenever Qdrant is away, its packs are searched.
 */
export class QdrantVectorStore extends VectorStore {
  readonly #logger = new Logger(QdrantVectorStore.name);

  constructor(
    private readonly packs: VectorPacks,
    private readonly parts: PointParts,
    private readonly reading: PointReading,
    private readonly watcher: PointWatcher,
  ) {
    super();
  }

  override add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    const { sending, collections, dimensions, written } = this.parts;
    return sending.turn(documentId, async () => {
      vault.signal.throwIfAborted();
      const { modelId, isComplete } = batch;
      dimensions.note(modelId, batch.dimensions);
      this.reading.sealed.remember(vault.ownerId, documentId);
      const document = await written.open(vault, documentId);
      const added = packOf(batch, document.coverage(modelId));
      const points = document.vectorsOf(modelId) + added.places.length;
      const open = await collections.open(vault, modelId, batch.dimensions);
      await sending.expect(vault, documentId, open, { points, isComplete });
      try {
        if (document.packs.modelId !== modelId) document.clear();
        await this.packs.append(vault, documentId, document.packs, added);
        document.note(added);
      } catch (error) {
        // Nobody knows how its packs stand now.
        written.end(vault, documentId);
        throw error;
      }
      if (!isComplete) return;
      written.end(vault, documentId);
      await this.#send(vault, documentId, batch);
    });
  }

  override incomplete(vault: MemberVault, documentIds: readonly DocumentId[], modelId: string): Promise<DocumentId[]> {
    return this.reading.coverage.incomplete(vault, documentIds, modelId);
  }

  override coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage> {
    return this.reading.coverage.coverage(vault, documentId, modelId);
  }

  override async search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    vault.signal.throwIfAborted();
    this.parts.dimensions.note(query.modelId, query.vector.length);
    return this.reading.search.search(vault, query);
  }

  override async forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    this.reading.sealed.forget(ownerId, documentId);
    await this.parts.sending.forget(ownerId, documentId);
    this.parts.written.end({ ownerId }, documentId);
  }

  /** The document is stored and found by its packs already: that the vector store is away fails nothing. */
  async #send(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    const { sending, collections } = this.parts;
    try {
      const open = await collections.open(vault, batch.modelId, batch.dimensions);
      await collections.establish(vault, open);
      await sending.send(vault, documentId, open, batch.modelId, vault.signal);
    } catch (error) {
      vault.signal.throwIfAborted();
      if (!isStoreTrouble(error)) throw error;
      this.#logger.warn('a document waits for the vector store', { documentId, code: error.code });
      this.watcher.waiting(vault);
    }
  }
}
