export type { QdrantExamination } from './examination.js';
export type { Point } from './point-batches.js';
export { PointNames } from './point-names.js';
export {
  CollectionMissingError,
  RefusalReason,
  VectorStoreRefusedError,
  VectorStoreSettingsError,
  VectorStoreUnavailableError,
  VectorStoreVersionError,
} from './qdrant.errors.js';
export { type FoundPoint, QdrantCollection } from './qdrant-collection.js';
export { type CollectionLayout, DEFAULT_LIMITS, type QdrantLimits, type QdrantOptions } from './qdrant-options.js';
export { QdrantServer } from './qdrant-server.js';
export { unlessMissing } from './unless-missing.js';
