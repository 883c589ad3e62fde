export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface CompletionRequest {
  readonly messages: readonly ModelMessage[];
  /** Most tokens to generate. Absent: the server's own limit. */
  readonly maxTokens?: number;
  /** 0 is as repeatable as the server allows. Absent: the server's default. */
  readonly temperature?: number;
}

/** What an administrator is shown; `message` is one sentence that names what to do. */
export interface LanguageModelStatus {
  readonly state: 'ready' | 'unreachable' | 'refused';
  readonly modelId: string;
  /** Tokens that fit prompt and answer together, as the server states it or as assumed. */
  readonly contextTokens: number;
  readonly message: string;
}

/**
 * A chat model somebody else runs: text in, text out, and nothing it says is trusted.
 * Everything about one model server sits behind this, so that another protocol is one more adapter.
 */
export abstract class LanguageModel {
  /** Shown beside every answer. */
  abstract readonly modelId: string;

  /**
   * @returns Tokens that prompt and answer share. Asked of the server where it tells, else the configured or a cautious value.
   * Never throws for an unreachable server: the question itself will find that out.
   */
  abstract contextTokens(signal: AbortSignal): Promise<number>;

  /**
   * Streams the answer piece by piece; a slow reader slows the model's connection down.
   * Leaving the loop, or aborting `signal`, ends the model's own request at once.
   * @throws The reason of `signal`, once it is aborted.
   * @throws {ModelUnavailableError} if the server cannot be reached, falls silent or breaks off. What was yielded stands.
   * @throws {ContextTooSmallError} if the messages do not fit, before anything is yielded. Callers may retry with fewer.
   */
  abstract stream(request: CompletionRequest, signal: AbortSignal): AsyncIterable<string>;

  /** Never throws: an unreachable server is a status. */
  abstract check(signal: AbortSignal): Promise<LanguageModelStatus>;
}
