import type { DocumentId, UserId } from '@hearthlore/kernel';
import {
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';

/** Another store, for whoever has something to add to a part of it. */
export abstract class DelegatingVectorStore extends VectorStore {
  constructor(protected readonly store: VectorStore) {
    super();
  }

  override add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    return this.store.add(vault, documentId, batch);
  }

  override incomplete(vault: MemberVault, documentIds: readonly DocumentId[], modelId: string): Promise<DocumentId[]> {
    return this.store.incomplete(vault, documentIds, modelId);
  }

  override coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage> {
    return this.store.coverage(vault, documentId, modelId);
  }

  override search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    return this.store.search(vault, query);
  }

  override forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    return this.store.forget(ownerId, documentId);
  }
}
