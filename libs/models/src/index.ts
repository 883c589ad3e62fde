export { ContextTooSmallError } from './language-model/language-model.errors.js';
export {
  type CompletionRequest,
  LanguageModel,
  type LanguageModelStatus,
  type ModelMessage,
} from './language-model/language-model.port.js';
export { OpenAiLanguageModel, type OpenAiLanguageModelOptions } from './language-model/openai-language-model.js';
export { ModelUnavailableError } from './model.errors.js';
export {
  EmbeddingModel,
  type EmbeddingPriority,
  type EmbedOptions,
  type TokenEmbeddings,
} from './embedding/embedding-model.port.js';
export { type EmbeddingProvider, EmbeddingRuntime, type EmbeddingStatus } from './embedding/embedding-runtime.port.js';
export {
  MalformedArchiveError,
  MalformedWeightsError,
  ModelDigestError,
  ModelFileNotFoundError,
  ModelNotObtainableError,
  ModelSourceError,
  UnknownModelError,
} from './embedding/embedding.errors.js';
export { LocalEmbeddingRuntime, type LocalEmbeddingRuntimeOptions } from './embedding/local-embedding-runtime.js';
export type { EmbeddingModelEntry, ModelFile, ModelVariant } from './embedding/registry/model-entry.js';
export { DEFAULT_EMBEDDING_MODEL, EMBEDDING_MODELS, getModelEntry } from './embedding/registry/registry.js';
export type { PullOptions } from './embedding/store/collect-files.js';
export type { ModelProgress } from './embedding/store/model-file-sink.js';
export {
  type LocatedModel,
  type ModelCheck,
  type ModelListing,
  ModelStore,
  type ModelStoreOptions,
} from './embedding/store/model-store.js';
export { defaultModelsDir, type Machine } from './embedding/store/models-dir.js';
