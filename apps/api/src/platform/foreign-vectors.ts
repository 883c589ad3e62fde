import type { QdrantServer } from '@hearthlore/qdrant';
import type { PointSweep, PointSync, VectorStore } from '@hearthlore/retrieval';
import type { VectorStoreWatch } from '../operations/vector-store-watch.js';
import type { PointSignals } from './point-signals.js';

/** What searches there, and what keeps it in step. */
export interface ForeignStore {
  readonly store: VectorStore;
  readonly sync: Pick<PointSync, 'run'>;
  readonly sweep: Pick<PointSweep, 'run'>;
}

/** The vector store outside of this process, where one is used. */
export class ForeignVectors {
  constructor(
    readonly watch: Pick<VectorStoreWatch, 'standing'>,
    readonly signals: Pick<PointSignals, 'whenWaiting'>,
    readonly server: Pick<QdrantServer, 'whenBack'> | undefined,
    /** `undefined` where the sealed store is in use. */
    readonly open: ForeignStore | undefined,
  ) {}
}
