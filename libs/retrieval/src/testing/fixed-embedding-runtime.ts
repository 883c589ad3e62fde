import { type EmbeddingModel, EmbeddingRuntime, type EmbeddingStatus } from '@hearthlore/models';

/** A runtime that has this model, or none. */
export class FixedEmbeddingRuntime extends EmbeddingRuntime {
  constructor(override model: EmbeddingModel | undefined) {
    super();
  }

  override get status(): EmbeddingStatus {
    return {
      state: this.model === undefined ? 'missing' : 'ready',
      modelId: this.model?.modelId ?? 'none',
      provider: this.model === undefined ? null : 'cpu',
      sessions: this.model === undefined ? 0 : 1,
      message: '',
    };
  }

  override async whenSettled(): Promise<void> {}
}
