import type { QdrantServer } from '@hearthlore/qdrant';
import type { QdrantVectors } from '@hearthlore/retrieval';
import type { VectorStoreWatch } from '../operations/vector-store-watch.js';
import type { PointSignals } from './point-signals.js';

/** The vector store outside of this process, where one is used. */
export class ForeignVectors {
  constructor(
    readonly watch: VectorStoreWatch,
    readonly signals: PointSignals,
    readonly server: Pick<QdrantServer, 'whenBack'> | undefined,
    /** `undefined` where the sealed store is in use. */
    readonly open: QdrantVectors | undefined,
  ) {}
}
