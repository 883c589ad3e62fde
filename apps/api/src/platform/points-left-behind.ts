import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { PointLedger, VectorBatch, VectorStore } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import { DelegatingVectorStore } from './delegating-vector-store.js';

/**
 * The sealed store of an installation that has points in Qdrant and is set not to use them. What changes meanwhile is
 * noted, so that nobody believes its points when they are used again.
 */
export class PointsLeftBehind extends DelegatingVectorStore {
  constructor(
    store: VectorStore,
    private readonly ledger: Pick<PointLedger, 'markWaiting'>,
  ) {
    super(store);
  }

  override async add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    // Before the packs change: killed between the two, a document waits that need not.
    await this.ledger.markWaiting(vault.ownerId, [documentId]);
    await super.add(vault, documentId, batch);
  }

  override async forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    await this.ledger.markWaiting(ownerId, [documentId]);
    await super.forget(ownerId, documentId);
  }
}
