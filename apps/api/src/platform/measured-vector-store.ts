import type { DocumentId, UserId } from '@hearthlore/kernel';
import {
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import type { Metrics, VectorOperation } from '../metrics/metrics.js';

/** The store that is in use, with a watch on how long it takes. */
export class MeasuredVectorStore extends VectorStore {
  constructor(
    private readonly store: VectorStore,
    private readonly metrics: Pick<Metrics, 'observeVectors'>,
  ) {
    super();
  }

  override add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    return this.#measure('add', () => this.store.add(vault, documentId, batch));
  }

  override search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    return this.#measure(
      'search',
      () => this.store.search(vault, query),
      ({ isFallback }) => (isFallback ? 'fallback' : 'done'),
    );
  }

  override forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    return this.#measure('forget', () => this.store.forget(ownerId, documentId));
  }

  override incomplete(vault: MemberVault, documentIds: readonly DocumentId[], modelId: string): Promise<DocumentId[]> {
    return this.store.incomplete(vault, documentIds, modelId);
  }

  override coverage(vault: MemberVault, documentId: DocumentId, modelId: string): Promise<VectorCoverage> {
    return this.store.coverage(vault, documentId, modelId);
  }

  async #measure<T>(
    operation: VectorOperation,
    work: () => Promise<T>,
    outcomeOf: (result: T) => 'done' | 'fallback' = () => 'done',
  ): Promise<T> {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    try {
      const result = await work();
      this.metrics.observeVectors({ operation, outcome: outcomeOf(result), seconds: seconds() });
      return result;
    } catch (error) {
      this.metrics.observeVectors({ operation, outcome: 'failed', seconds: seconds() });
      throw error;
    }
  }
}
