export { type Script, ScriptedLanguageModel } from './scripted-language-model.js';
export { FakeEmbeddingModel, FakeEmbeddingRuntime } from './fake-embedding-model.js';
