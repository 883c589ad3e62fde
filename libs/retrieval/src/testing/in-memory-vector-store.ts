import { type DocumentId, type PassageId, passageId, type UserId } from '@hearthlore/kernel';
import type { MemberVault } from '@hearthlore/vault';
import type { Scored } from '../fusion/scored.js';
import {
  type PassageVector,
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from '../ports/vector-store.port.js';

interface StoredVectors {
  modelId: string;
  isComplete: boolean;
  readonly vectors: PassageVector[];
}

/** Keeps vectors as they come and compares each with every question: slow, and plainly right. */
export class InMemoryVectorStore extends VectorStore {
  readonly #owners = new Map<UserId, Map<DocumentId, StoredVectors>>();

  override async add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    const documents = this.#documentsOf(vault.ownerId);
    let stored = documents.get(documentId);
    if (stored === undefined || stored.modelId !== batch.modelId) {
      stored = { modelId: batch.modelId, isComplete: false, vectors: [] };
      documents.set(documentId, stored);
    }
    const known = await this.coverage(vault, documentId, batch.modelId);
    for (const vector of batch.vectors)
      if (!(vector.window === null ? known.passages : known.windows).has(vector.passage)) stored.vectors.push(vector);
    stored.isComplete = batch.isComplete;
  }

  override async incomplete(
    vault: MemberVault,
    documentIds: readonly DocumentId[],
    modelId: string,
  ): Promise<DocumentId[]> {
    const documents = this.#documentsOf(vault.ownerId);
    return documentIds.filter((id) => {
      const stored = documents.get(id);
      return stored?.modelId !== modelId || !stored.isComplete;
    });
  }

  override async coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage> {
    const stored = this.#documentsOf(vault.ownerId).get(documentId);
    const vectors = stored?.modelId === modelId ? stored.vectors : [];
    return {
      passages: new Set(vectors.filter(({ window }) => window === null).map(({ passage }) => passage)),
      windows: new Set(vectors.filter(({ window }) => window !== null).map(({ passage }) => passage)),
      isComplete: stored?.modelId === modelId && stored.isComplete,
    };
  }

  override async search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    vault.signal.throwIfAborted();
    const found: Scored<PassageId>[] = [];
    for (const [documentId, stored] of this.#documentsOf(vault.ownerId)) {
      if (stored.modelId !== query.modelId || query.documentIds?.includes(documentId) === false) continue;
      for (const [passage, vectors] of Map.groupBy(stored.vectors, (vector) => vector.passage))
        found.push({ key: passageId(documentId, passage), score: scoreOf(vectors, query.vector) });
    }
    return { found: found.sort((a, b) => b.score - a.score).slice(0, query.limit), isFallback: false };
  }

  override async forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    this.#documentsOf(ownerId).delete(documentId);
  }

  #documentsOf(ownerId: UserId): Map<DocumentId, StoredVectors> {
    const documents = this.#owners.get(ownerId) ?? new Map<DocumentId, StoredVectors>();
    this.#owners.set(ownerId, documents);
    return documents;
  }
}

function scoreOf(vectors: readonly PassageVector[], query: Float32Array): number {
  const cosines = (isWindow: boolean): number[] =>
    vectors
      .filter(({ window }) => (window !== null) === isWindow)
      .map(({ vector }) => vector.reduce((sum, value, i) => sum + value * (query[i] ?? 0), 0));
  const passage = Math.max(...cosines(false));
  const best = Math.max(...cosines(true));
  if (best === Number.NEGATIVE_INFINITY) return passage;
  return passage === Number.NEGATIVE_INFINITY ? best : (passage + best) / 2;
}
