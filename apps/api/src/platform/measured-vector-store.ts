import type { DocumentId, UserId } from '@hearthlore/kernel';
import type { VectorAnswer, VectorBatch, VectorQuery, VectorStore } from '@hearthlore/retrieval';
import type { MemberVault } from '@hearthlore/vault';
import type { Metrics, VectorOperation } from '../metrics/metrics.js';
import { DelegatingVectorStore } from './delegating-vector-store.js';

/** The store that is in use, with a watch on how long it takes. */
export class MeasuredVectorStore extends DelegatingVectorStore {
  constructor(
    store: VectorStore,
    private readonly metrics: Pick<Metrics, 'observeVectors'>,
  ) {
    super(store);
  }

  override add(vault: MemberVault, documentId: DocumentId, batch: VectorBatch): Promise<void> {
    return this.#measure('add', () => super.add(vault, documentId, batch));
  }

  override search(vault: MemberVault, query: VectorQuery): Promise<VectorAnswer> {
    return this.#measure(
      'search',
      () => super.search(vault, query),
      ({ isFallback }) => (isFallback ? 'fallback' : 'done'),
    );
  }

  override forget(ownerId: UserId, documentId: DocumentId): Promise<void> {
    return this.#measure('forget', () => super.forget(ownerId, documentId));
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
