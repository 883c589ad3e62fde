import { AppError } from '@hearthlore/kernel';

export type VectorStoreKind = 'sealed' | 'qdrant';

/** How much lies in the vector store or waits to be sent there, of all members together. */
export interface PointMeasure {
  readonly collections: number;
  readonly documents: number;
  /** At most. */
  readonly points: number;
  readonly waiting: number;
}

/** The settings name a store to whose leakage nobody has agreed: nothing may be sent there. */
export class VectorStoreNotAgreedError extends AppError {
  readonly kind = 'forbidden';
  readonly code = 'vector-store.not-agreed';

  constructor() {
    super(
      'HEARTHLORE_VECTOR_STORE is qdrant, and nobody has agreed to what Qdrant learns (docs/leakage.md). ' +
        'Run "hearthlore vectors use qdrant", which shows it and asks, or set HEARTHLORE_VECTOR_STORE=sealed.',
    );
  }
}
