import {
  type CompletionRequest,
  LanguageModel,
  type LanguageModelStatus,
} from '../language-model/language-model.port.js';

/** What one call does: the pieces it says, then the error it ends with or `'forever'` to wait for the abort. */
export interface Script {
  readonly says?: readonly string[];
  readonly ending?: Error | 'forever';
}

/** Says what a test wrote down, call by call, and keeps what it was asked: for answers a tiny real model cannot give. */
export class ScriptedLanguageModel extends LanguageModel {
  override readonly modelId = 'scripted';
  readonly requests: CompletionRequest[] = [];
  readonly #scripts: (Script | ((request: CompletionRequest) => Script))[];

  /** @param scripts One per call; the last one is repeated. */
  constructor(
    scripts: readonly (Script | ((request: CompletionRequest) => Script))[],
    private readonly context = 8192,
  ) {
    super();
    this.#scripts = [...scripts];
  }

  override contextTokens(): Promise<number> {
    return Promise.resolve(this.context);
  }

  override async *stream(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    this.requests.push(request);
    const next = this.#scripts.length > 1 ? this.#scripts.shift() : this.#scripts[0];
    const script = typeof next === 'function' ? next(request) : (next ?? {});
    for (const piece of script.says ?? []) {
      await Promise.resolve();
      signal.throwIfAborted();
      yield piece;
    }
    signal.throwIfAborted();
    if (script.ending === 'forever') await aborted(signal);
    else if (script.ending !== undefined) throw script.ending;
  }

  override check(): Promise<LanguageModelStatus> {
    return Promise.resolve({
      state: 'ready',
      modelId: this.modelId,
      contextTokens: this.context,
      message: 'Scripted.',
    });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
