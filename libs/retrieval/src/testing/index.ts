export { aPassage, InMemoryDocumentReader } from './in-memory-document-reader.js';
export { InMemoryPackStore } from './in-memory-pack-store.js';
export { InMemoryVectorStore } from './in-memory-vector-store.js';
export { describeVectorStore } from './vector-store.contract.js';
export { InMemoryPointLedger } from './in-memory-point-ledger.js';
export { describePointLedger } from './point-ledger.contract.js';
export { arrangeQdrant, RecordingWatcher } from './arrange-qdrant.js';
