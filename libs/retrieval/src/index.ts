export {
  type ChoiceTransactions,
  DrizzleVectorStoreChoice,
} from './adapters/drizzle-vector-store-choice.js';
export { DrizzlePointLedger } from './adapters/drizzle-point-ledger.js';
export { QdrantVectorStore } from './adapters/qdrant-vector-store.js';
export { openQdrantVectors, type QdrantVectors, type QdrantVectorsBinding } from './adapters/qdrant-vectors.js';
export { RecordSetPackStore } from './adapters/record-set-pack-store.js';
export { SealedVectorStore } from './adapters/sealed-vector-store.js';
export {
  type PointMeasure,
  type VectorStoreKind,
  VectorStoreNotAgreedError,
} from './choice/vector-store-choice.js';
export { topSlots } from './index/top-slots.js';
export { LexicalIndexing } from './lexical/lexical-indexing.js';
export { planChannels } from './fusion/language-policy.js';
export { IndexBusyError } from './index/index.errors.js';
export { MemberIndexes } from './index/member-indexes.js';
export { type IndexedDocument, IndexingService } from './indexing.service.js';
export { LanguageDetector, UNDETERMINED } from './lexical/language-detector.js';
export { wordsOf } from './lexical/words.js';
export { PackDamagedError } from './packs/pack.errors.js';
export { DocumentReader, type PassageText, type ReadDocument } from './ports/document-reader.port.js';
export { type PackChanges, type PackKind, PackStore } from './ports/pack-store.port.js';
export { candidates } from './points/candidates.js';
export { PointSweep, type SweepResult } from './points/point-sweep.js';
export { PointSync, type SyncResult } from './points/point-sync.js';
export { isStoreTrouble } from './points/store-trouble.js';
export {
  type DocumentPoints,
  type PointCollection,
  PointLedger,
  type PointSurvey,
} from './ports/point-ledger.port.js';
export { PointWatcher } from './ports/point-watcher.port.js';
export {
  type PassageVector,
  type VectorAnswer,
  type VectorBatch,
  type VectorCoverage,
  type VectorQuery,
  VectorStore,
} from './ports/vector-store.port.js';
export { Reindexing } from './reindexing.js';
export { RetrievalModule } from './retrieval.module.js';
export { RetrievalOptions } from './retrieval.options.js';
export type { DenseState, SearchHit, SearchRequest, SearchResult } from './search.js';
export { SearchService } from './search.service.js';
