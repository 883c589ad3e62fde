import { EmbeddingModel, type EmbedOptions, type TokenEmbeddings } from '../embedding-model.port.js';
import { type EmbeddingModelEntry, type ModelVariant, variantId } from '../registry/model-entry.js';
import type { SessionAnswer, SessionTask } from './session-messages.js';
import type { SessionPool } from './session-pool.js';
import { wordPieceSpans } from './wordpiece-spans.js';

/** Embeds with ONNX Runtime sessions, one text per run. */
export class OnnxEmbeddingModel extends EmbeddingModel {
  override readonly modelId: string;
  override readonly dimensions: number;
  override readonly languages: readonly string[] | 'any';

  /** @param pool - Opened; closed with this model. */
  constructor(
    private readonly entry: EmbeddingModelEntry,
    variant: ModelVariant,
    private readonly pool: SessionPool,
  ) {
    super();
    this.modelId = variantId(entry, variant);
    this.dimensions = entry.dimensions;
    this.languages = entry.languages;
  }

  /** Sessions alive now. */
  get sessions(): number {
    return this.pool.sessions;
  }

  override embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    const prefix = this.entry.prefixes[options.priority];
    return this.#each(
      'text',
      texts,
      options,
      (text) => prefix + text,
      (answer) => {
        if (answer.kind !== 'text') throw new TypeError('unexpected answer');
        return answer.vector;
      },
    );
  }

  /** Prefixes steer the vector of a whole text; token vectors go without. */
  override embedTokens(texts: readonly string[], options: EmbedOptions): Promise<TokenEmbeddings[]> {
    return this.#each(
      'tokens',
      texts,
      options,
      (text) => text,
      (answer, text) => {
        if (answer.kind !== 'tokens') throw new TypeError('unexpected answer');
        return { vectors: answer.vectors, spans: wordPieceSpans(text, answer.pieces) };
      },
    );
  }

  override countTokens(texts: readonly string[]): Promise<number[]> {
    const options: EmbedOptions = { priority: 'query', signal: new AbortController().signal };
    return this.#each(
      'count',
      texts,
      options,
      (text) => text,
      (answer) => {
        if (answer.kind !== 'count') throw new TypeError('unexpected answer');
        return answer.pieces;
      },
    );
  }

  override close(): Promise<void> {
    return this.pool.close();
  }

  /** Longest first: what is left at the end is short, so that the sessions finish together. */
  async #each<T>(
    kind: SessionTask['kind'],
    texts: readonly string[],
    options: EmbedOptions,
    inputOf: (text: string) => string,
    read: (answer: SessionAnswer, text: string) => T,
  ): Promise<T[]> {
    options.signal.throwIfAborted();
    const order = [...texts.keys()].sort((a, b) => (texts[b]?.length ?? 0) - (texts[a]?.length ?? 0));
    const results: T[] = [];
    await Promise.all(
      order.map(async (index) => {
        const text = texts[index] ?? '';
        results[index] = read(await this.pool.run({ kind, text: inputOf(text) }, options), text);
      }),
    );
    return results;
  }
}
