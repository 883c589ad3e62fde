import type { EmbeddingModel } from './embedding-model.port.js';

/** ONNX Runtime execution providers that Hearthlore knows how to use. */
export type EmbeddingProvider = 'cpu' | 'cuda' | 'webgpu';

/** What people are shown about search by meaning: at start, in the page, in `doctor`. */
export interface EmbeddingStatus {
  readonly state: 'loading' | 'ready' | 'missing' | 'failed';
  readonly modelId: string;
  /** `null` until a session runs. */
  readonly provider: EmbeddingProvider | null;
  /** Sessions alive now. */
  readonly sessions: number;
  /** Words for people; where something is wrong, with the command that mends it. */
  readonly message: string;
}

/** Brings the embedding model up in the background, so that it never delays serving. */
export abstract class EmbeddingRuntime {
  abstract readonly status: EmbeddingStatus;
  /** `undefined` while the model is missing or loading: search then goes by words alone. */
  abstract readonly model: EmbeddingModel | undefined;
  /** Resolves once the model is ready, or known to be missing or failed. Never rejects. */
  abstract whenSettled(): Promise<void>;
}
