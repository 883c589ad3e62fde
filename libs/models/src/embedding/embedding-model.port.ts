/** `query` work overtakes `document` work: a person waits for it. */
export type EmbeddingPriority = 'query' | 'document';

export interface EmbedOptions {
  readonly priority: EmbeddingPriority;
  /** Takes back what is still queued; the call then rejects with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Contextual vectors of the WordPieces of one text, special tokens left out. */
export interface TokenEmbeddings {
  /** `spans.length × dimensions` values; every vector has unit length. */
  readonly vectors: Float32Array;
  /** Per vector the piece's place in the text, `[start, end)` in UTF-16 units. */
  readonly spans: readonly (readonly [start: number, end: number])[];
}

/** Text to vectors. Texts longer than the model reads are cut at its limit. */
export abstract class EmbeddingModel {
  /** Registry id and variant. Stored beside every vector, so that a model change is detected rather than silently mixed. */
  abstract readonly modelId: string;
  /** Length of one vector. */
  abstract readonly dimensions: number;
  /** ISO 639-1 codes of the languages the model was trained for. */
  abstract readonly languages: readonly string[] | 'any';

  /**
   * @returns One unit-length vector of `dimensions` values per text, in the same order. A text's vector does not depend
   *   on the texts beside it.
   * @throws {ModelUnavailableError} if the runtime does not answer. Callers may retry.
   */
  abstract embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;

  /**
   * Token-level vectors, for late interaction and for answers taken from the text.
   * @throws {ModelUnavailableError} as `embed`.
   */
  abstract embedTokens(texts: readonly string[], options: EmbedOptions): Promise<TokenEmbeddings[]>;

  /**
   * @returns WordPieces per text, special tokens left out, not cut at the model's limit.
   * @throws {ModelUnavailableError} as `embed`.
   */
  abstract countTokens(texts: readonly string[]): Promise<number[]>;

  /** Ends the sessions. Calls still waiting fail with ModelUnavailableError. */
  abstract close(): Promise<void>;
}
