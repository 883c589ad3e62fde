import { EmbeddingModel, type EmbedOptions, type TokenEmbeddings } from '../embedding/embedding-model.port.js';
import { EmbeddingRuntime, type EmbeddingStatus } from '../embedding/embedding-runtime.port.js';
import { ModelUnavailableError } from '../model.errors.js';

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** FNV-1a, 32 bit (http://www.isthe.com/chongo/tech/comp/fnv/). */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Bags of hashed words: texts that share words are near to each other, others are not, and the same text has the same
 * vector everywhere. Knows no synonyms and no files.
 */
export class FakeEmbeddingModel extends EmbeddingModel {
  override readonly modelId = 'fake/hashed-words';
  override readonly languages: readonly string[] | 'any';
  override readonly dimensions: number;
  #isClosed = false;

  constructor(options: { readonly dimensions?: number; readonly languages?: readonly string[] | 'any' } = {}) {
    super();
    this.dimensions = options.dimensions ?? 64;
    this.languages = options.languages ?? ['en'];
  }

  override async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    this.#admit(options);
    return texts.map((text) => this.#unit(text.match(WORD) ?? []));
  }

  override async embedTokens(texts: readonly string[], options: EmbedOptions): Promise<TokenEmbeddings[]> {
    this.#admit(options);
    return texts.map((text) => {
      const words = [...text.matchAll(WORD)];
      const vectors = new Float32Array(words.length * this.dimensions);
      for (const [index, [word]] of words.entries()) vectors.set(this.#unit([word]), index * this.dimensions);
      return { vectors, spans: words.map(({ 0: word, index }) => [index, index + word.length] as const) };
    });
  }

  override async countTokens(texts: readonly string[]): Promise<number[]> {
    this.#admit();
    return texts.map((text) => text.match(WORD)?.length ?? 0);
  }

  override async close(): Promise<void> {
    this.#isClosed = true;
  }

  #admit(options?: EmbedOptions): void {
    options?.signal.throwIfAborted();
    if (this.#isClosed) throw new ModelUnavailableError();
  }

  /** The first place is everybody's, so that a text without words still has a direction. */
  #unit(words: readonly string[]): Float32Array {
    const vector = new Float32Array(this.dimensions);
    vector[0] = words.length === 0 ? 1 : 0.1;
    for (const word of words) {
      const place = 1 + (hash(word.toLowerCase()) % (this.dimensions - 1));
      vector[place] = (vector[place] ?? 0) + 1;
    }
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  }
}

/** A runtime that is where the test puts it. */
export class FakeEmbeddingRuntime extends EmbeddingRuntime {
  constructor(public override model: EmbeddingModel | undefined = new FakeEmbeddingModel()) {
    super();
  }

  override get status(): EmbeddingStatus {
    return {
      state: this.model === undefined ? 'missing' : 'ready',
      modelId: this.model?.modelId ?? 'fake/hashed-words',
      provider: this.model === undefined ? null : 'cpu',
      sessions: this.model === undefined ? 0 : 1,
      message: this.model === undefined ? 'Search by meaning is off: the model is missing' : 'Search by meaning is on',
    };
  }

  override async whenSettled(): Promise<void> {}
}

function hash(text: string): number {
  let value = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, FNV_PRIME);
  return value >>> 0;
}
