import { availableParallelism, homedir } from 'node:os';
import { ModelTurns } from '@hearthlore/chat';
import { type Env, systemEnvironment } from '@hearthlore/config';
import {
  defaultModelsDir,
  EmbeddingRuntime,
  LanguageModel,
  LocalEmbeddingRuntime,
  ModelStore,
  OpenAiLanguageModel,
} from '@hearthlore/models';
import { type DynamicModule, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';

/** Ends the model's threads with the process. */
@Injectable()
class EmbeddingShutdown implements OnApplicationShutdown {
  constructor(private readonly runtime: EmbeddingRuntime) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.runtime instanceof LocalEmbeddingRuntime) await this.runtime.close();
  }
}

/** Binds the models' ports to what the configuration chose. */
@Module({})
export class ModelsModule {
  static of(env: Env): DynamicModule {
    const providers = [
      { provide: EmbeddingRuntime, useFactory: () => startEmbedding(env) },
      { provide: LanguageModel, useFactory: () => languageModelOf(env) },
      { provide: ModelTurns, useFactory: () => turnsOf(env) },
    ];
    return {
      module: ModelsModule,
      global: true,
      providers: [...providers, EmbeddingShutdown],
      exports: [EmbeddingRuntime, LanguageModel, ModelTurns],
    };
  }
}

function startEmbedding(env: Env): EmbeddingRuntime {
  const logger = new Logger('Embedding');
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env;
  const machine = { platform: process.platform, home: homedir(), environment: { XDG_CACHE_HOME, LOCALAPPDATA } };
  const runtime = new LocalEmbeddingRuntime({
    store: new ModelStore({
      directory: env.HEARTHLORE_MODELS_DIR ?? defaultModelsDir(machine),
      mirror: env.HEARTHLORE_MODELS_MIRROR,
      pipEnvironment: systemEnvironment(),
    }),
    modelId: env.HEARTHLORE_EMBEDDING,
    sessions: availableParallelism(),
    isPulling: env.HEARTHLORE_MODELS_PULL === 'on',
    onChange: ({ state, provider, sessions, message, modelId }, cause) => {
      logger.log('embedding', { state, provider: provider ?? 'none', sessions, modelId, message });
      if (cause !== undefined) logger.warn('embedding failed', cause);
    },
  });
  runtime.start();
  return runtime;
}

/** Quoting needs no model, and nobody has to wait for it. */
function turnsOf(env: Env): ModelTurns {
  return env.HEARTHLORE_LLM_URL === undefined ? new ModelTurns() : new ModelTurns(env.HEARTHLORE_LLM_PARALLEL);
}

/** @returns `undefined` without an address: answers are quoted passages then. */
function languageModelOf(env: Env): LanguageModel | undefined {
  if (env.HEARTHLORE_LLM_URL === undefined) return undefined;
  return new OpenAiLanguageModel({
    url: env.HEARTHLORE_LLM_URL,
    model: env.HEARTHLORE_LLM_MODEL,
    apiKey: env.HEARTHLORE_LLM_API_KEY,
  });
}
