import type { PointNames, QdrantServer } from '@hearthlore/qdrant';
import type { VectorProtection } from '@hearthlore/vault';
import { ExactScan } from '../dense/exact-scan.js';
import { VectorPackReading } from '../packs/vector-pack-reading.js';
import { VectorPacks } from '../packs/vector-packs.js';
import { ModelDimensions } from '../points/model-dimensions.js';
import { PointCollections } from '../points/point-collections.js';
import { PointCoverage } from '../points/point-coverage.js';
import type { PointParts } from '../points/point-parts.js';
import { PointSearch } from '../points/point-search.js';
import { PointSending } from '../points/point-sending.js';
import { PointSweep } from '../points/point-sweep.js';
import { PointSync } from '../points/point-sync.js';
import { SealedSearch } from '../points/sealed-search.js';
import { WrittenDocuments } from '../points/written-documents.js';
import type { DocumentReader } from '../ports/document-reader.port.js';
import type { PackStore } from '../ports/pack-store.port.js';
import type { PointLedger } from '../ports/point-ledger.port.js';
import type { PointWatcher } from '../ports/point-watcher.port.js';
import type { RetrievalOptions } from '../retrieval.options.js';
import { QdrantVectorStore } from './qdrant-vector-store.js';

/** What the application chooses. */
export interface QdrantVectorsBinding {
  readonly server: QdrantServer;
  readonly names: PointNames;
  readonly protection: VectorProtection;
  readonly ledger: PointLedger;
  readonly packs: PackStore;
  readonly documents: DocumentReader;
  readonly watcher: PointWatcher;
  readonly options: RetrievalOptions;
}

export interface QdrantVectors {
  readonly store: QdrantVectorStore;
  readonly sync: PointSync;
  readonly sweep: PointSweep;
  readonly parts: PointParts;
}

/** Puts together what searches in Qdrant and what keeps it in step: they share the turns of documents and members. */
export function openQdrantVectors(binding: QdrantVectorsBinding): QdrantVectors {
  const { server, names, protection, ledger, documents, watcher, options } = binding;
  const packs = new VectorPackReading(binding.packs);
  const dimensions = new ModelDimensions(packs);
  const written = new WrittenDocuments(packs);
  const collections = new PointCollections(protection, server, names, ledger, documents);
  const sending = new PointSending(packs, ledger, collections, names);
  const sealed = new SealedSearch(new ExactScan(packs), documents, ledger);
  const search = new PointSearch(collections, ledger, sealed, watcher);
  const coverage = new PointCoverage(packs, ledger, protection, dimensions, written);
  const parts: PointParts = { documents, ledger, collections, sending, dimensions, written };
  const sync = new PointSync(parts, options);
  return {
    parts,
    store: new QdrantVectorStore(new VectorPacks(binding.packs), parts, { search, sealed, coverage }, watcher),
    sync,
    sweep: new PointSweep(parts, names, options, sync),
  };
}
