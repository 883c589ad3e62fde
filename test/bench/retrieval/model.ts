import { availableParallelism, homedir } from 'node:os';
import {
  DEFAULT_EMBEDDING_MODEL,
  defaultModelsDir,
  type EmbeddingModel,
  LocalEmbeddingRuntime,
  ModelStore,
} from '@hearthlore/models';
import { CachedEmbeddingModel } from './cached-embedding-model.js';

/** @returns The product's default model from this machine's cache with a memory for vectors, or `undefined` without it. */
export async function openCachedModel(): Promise<EmbeddingModel | undefined> {
  const model = await openModel();
  return model && new CachedEmbeddingModel(model);
}

/** @returns The product's default model from this machine's cache, or `undefined` where it is not there. */
export async function openModel(): Promise<EmbeddingModel | undefined> {
  const { env, platform } = process;
  const directory = env['HEARTHLORE_MODELS_DIR'] ?? defaultModelsDir({ platform, home: homedir(), environment: env });
  const runtime = new LocalEmbeddingRuntime({
    store: new ModelStore({ directory }),
    modelId: DEFAULT_EMBEDDING_MODEL,
    sessions: availableParallelism(),
    devices: ['cpu'],
    isPulling: false,
  });
  runtime.start();
  await runtime.whenSettled();
  if (runtime.model === undefined) await runtime.close();
  return runtime.model;
}
