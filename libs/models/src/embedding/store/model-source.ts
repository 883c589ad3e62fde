import type { EmbeddingModelEntry, ModelFile } from '../registry/model-entry.js';
import type { ModelFileSink } from './model-file-sink.js';

export interface SupplyRequest {
  readonly entry: EmbeddingModelEntry;
  readonly wanted: readonly ModelFile[];
  readonly sink: ModelFileSink;
  readonly signal: AbortSignal;
}

/** A place that may hold a model's files. What it sends is believed only after the sink has checked the digest. */
export interface ModelSource {
  readonly name: string;
  /**
   * Streams the wanted files into the sink.
   * @throws {ModelFileNotFoundError} @throws {ModelSourceError} @throws {ModelDigestError} The next source is tried then.
   */
  supply(request: SupplyRequest): Promise<void>;
}
