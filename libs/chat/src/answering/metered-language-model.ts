import { type CompletionRequest, LanguageModel, type LanguageModelStatus } from '@hearthlore/models';
import { estimateTokens, weighTokens } from './token-estimate.js';

/** Tells what a model is asked and what it says, in tokens as we estimate them, also where the answer is cut off. */
export class MeteredLanguageModel extends LanguageModel {
  /** @param spend Called with tokens as they are spent. */
  constructor(
    private readonly model: LanguageModel,
    private readonly spend: (tokens: number) => void,
  ) {
    super();
  }

  override get modelId(): string {
    return this.model.modelId;
  }

  override contextTokens(signal: AbortSignal): Promise<number> {
    return this.model.contextTokens(signal);
  }

  override check(signal: AbortSignal): Promise<LanguageModelStatus> {
    return this.model.check(signal);
  }

  override async *stream(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    this.spend(request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0));
    let said = 0;
    let told = 0;
    for await (const piece of this.model.stream(request, signal)) {
      // A piece is often less than a token: what is told is the sum, rounded.
      said += weighTokens(piece);
      this.spend(Math.round(said) - told);
      told = Math.round(said);
      yield piece;
    }
  }
}
