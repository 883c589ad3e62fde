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
