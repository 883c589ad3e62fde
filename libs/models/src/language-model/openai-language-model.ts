import OpenAI from 'openai';
import { ModelUnavailableError } from '../model.errors.js';
import { ContextTooSmallError } from './language-model.errors.js';
import { type CompletionRequest, LanguageModel, type LanguageModelStatus } from './language-model.port.js';
import { type ListedModel, parseModelList, parseOverflow } from './server-answer.js';
import { SilenceWatch } from './silence-watch.js';
import { withoutThoughts } from './without-thoughts.js';

export interface OpenAiLanguageModelOptions {
  /** Base address including its version, such as `http://127.0.0.1:8080/v1`. */
  readonly url: string;
  /** Absent: the first model the server lists. */
  readonly model?: string | undefined;
  readonly apiKey?: { reveal(): string } | undefined;
  /** Overrides what the server says, for those that state the model's maximum and run with less. */
  readonly contextTokens?: number | undefined;
  readonly limits?: Partial<typeof DEFAULT_LIMITS>;
}

/** Milliseconds. A connection that is not accepted is given up by Node's own fetch after 10 s. */
const DEFAULT_LIMITS = {
  /** A list of models needs no computing. */
  list: 5_000,
  /** Reading a full prompt takes a small processor minutes. */
  firstPiece: 180_000,
  /** One token, even of a model that shares its machine. */
  nextPiece: 60_000,
  /** A server may be restarted with another model or context. */
  listAge: 300_000,
};

/** llama.cpp's and Ollama's own default; wrong on the small side costs passages, on the large side a failed request. */
const ASSUMED_CONTEXT_TOKENS = 4096;

/** Any server with the chat completions protocol of OpenAI: llama.cpp, vLLM, LM Studio, LiteLLM. */
export class OpenAiLanguageModel extends LanguageModel {
  readonly #client: OpenAI;
  readonly #limits: typeof DEFAULT_LIMITS;
  #listed: { readonly at: number; readonly model: ListedModel | undefined } | undefined;

  constructor(private readonly options: OpenAiLanguageModelOptions) {
    super();
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    // Every field that the client would otherwise take from the environment is set: a key or an address meant for
    // another program must not send a family's passages elsewhere, and OPENAI_LOG=debug would print prompts.
    this.#client = new OpenAI({
      baseURL: options.url,
      apiKey: options.apiKey?.reveal() ?? 'none',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: this.#limits.firstPiece,
    });
  }

  override get modelId(): string {
    return this.options.model ?? this.#listed?.model?.id ?? 'default';
  }

  override async contextTokens(signal: AbortSignal): Promise<number> {
    if (this.options.contextTokens !== undefined) return this.options.contextTokens;
    await this.#ensureListed(signal);
    return this.#listed?.model?.contextTokens ?? ASSUMED_CONTEXT_TOKENS;
  }

  override stream(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    return withoutThoughts(this.#pieces(request, signal));
  }

  async *#pieces(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    signal.throwIfAborted();
    if (this.options.model === undefined) await this.#ensureListed(signal);
    const watch = new SilenceWatch();
    watch.expectWithin(this.#limits.firstPiece);
    let finished = false;
    try {
      const chunks = await this.#client.chat.completions.create(
        {
          model: this.modelId,
          messages: request.messages.map(({ role, content }) => ({ role, content })),
          stream: true,
          ...(request.maxTokens !== undefined && { max_tokens: request.maxTokens }),
          ...(request.temperature !== undefined && { temperature: request.temperature }),
        },
        { signal: AbortSignal.any([signal, watch.signal]) },
      );
      for await (const chunk of chunks) {
        const choice = chunk.choices[0];
        finished ||= typeof choice?.finish_reason === 'string';
        watch.pause();
        if (typeof choice?.delta.content === 'string' && choice.delta.content !== '') yield choice.delta.content;
        watch.expectWithin(this.#limits.nextPiece);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw this.#toAppError(error);
    } finally {
      watch.pause();
    }
    // The client ends an aborted stream as if it were complete, and so does a server that is shut down in the middle.
    signal.throwIfAborted();
    if (watch.expired || !finished) throw new ModelUnavailableError();
  }

  override async check(signal: AbortSignal): Promise<LanguageModelStatus> {
    try {
      await this.#list(signal);
    } catch (error) {
      const state = error instanceof OpenAI.APIError && error.status !== undefined ? 'refused' : 'unreachable';
      return this.#status(state, STATUS_MESSAGES[state]);
    }
    return this.#status('ready', STATUS_MESSAGES.ready);
  }

  #status(state: LanguageModelStatus['state'], message: string): LanguageModelStatus {
    const contextTokens = this.options.contextTokens ?? this.#listed?.model?.contextTokens ?? ASSUMED_CONTEXT_TOKENS;
    return { state, modelId: this.modelId, contextTokens, message };
  }

  async #ensureListed(signal: AbortSignal): Promise<void> {
    if (this.#listed !== undefined && performance.now() - this.#listed.at < this.#limits.listAge) return;
    await this.#list(signal).catch(() => signal.throwIfAborted());
  }

  async #list(signal: AbortSignal): Promise<void> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(this.#limits.list)]);
    const models = parseModelList(await this.#client.get('/models', { signal: deadline }));
    const model = models?.find(({ id }) => id === this.options.model) ?? models?.[0];
    this.#listed = { at: performance.now(), model };
  }

  #toAppError(error: unknown): ModelUnavailableError | ContextTooSmallError {
    const overflow = error instanceof OpenAI.APIError ? parseOverflow(error) : undefined;
    if (overflow === undefined) return new ModelUnavailableError({ cause: error });
    // The server's context is not the one remembered: ask again before the next question.
    this.#listed = undefined;
    return new ContextTooSmallError(overflow, { cause: error });
  }
}

const STATUS_MESSAGES = {
  ready: 'The language model answers.',
  unreachable: 'The language model cannot be reached: check that it runs and that HEARTHLORE_LLM_URL is its address.',
  refused: 'The language model server refuses: check HEARTHLORE_LLM_URL (it ends in /v1) and HEARTHLORE_LLM_API_KEY.',
} as const satisfies Record<LanguageModelStatus['state'], string>;
